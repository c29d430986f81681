/** Takes a webhook's delivery once, and marks the issue whose labels it says differ. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./take-delivery.lua', import.meta.url));

/** GitHub lets people send a delivery again for three days; one that comes after a day can do no more than ask for a look. */
export const DELIVERY_KEPT_MS = 86_400_000;

export interface NotedDelivery {
  deliveryId: string;
  issue: number;
  /** Whether the labels were seen to differ from the state. */
  isDrift: boolean;
  /** Whether a label was seen by which somebody asks for something. */
  isAsking?: boolean;
}

export type DeliveryOutcome = 'repeated' | 'marked' | 'damped' | 'noted';

export async function takeDelivery(store: ProjectStore, delivery: NotedDelivery): Promise<DeliveryOutcome> {
  const { deliveryId, issue, isDrift, isAsking = false } = delivery;
  const keys = { ...store.keys.own, ...store.keys.issue(issue), delivery: store.keys.delivery(deliveryId) };
  const seen = { is_drift: isDrift ? 1 : 0, is_asking: isAsking ? 1 : 0 };
  const args = { ...clockArgs(store), issue, ...seen, keep_ms: DELIVERY_KEPT_MS };
  const fields = fieldsOf(await script.run(store.redis, keys, args), 'take-delivery');
  const [outcome] = fields;
  if (outcome === 'repeated' || outcome === 'marked' || outcome === 'damped' || outcome === 'noted') return outcome;
  return unexpectedReply(fields, 'take-delivery');
}
