/** Takes a webhook's delivery once that concerns the labels of all issues. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';
import { DELIVERY_KEPT_MS } from './take-delivery.ts';

const script = defineScript(new URL('./take-recheck.lua', import.meta.url));

export type RecheckOutcome = 'repeated' | 'rechecked';

export async function takeRecheck(store: ProjectStore, deliveryId: string): Promise<RecheckOutcome> {
  const keys = { ...store.keys.own, delivery: store.keys.delivery(deliveryId) };
  const args = { ...clockArgs(store), keep_ms: DELIVERY_KEPT_MS };
  const fields = fieldsOf(await script.run(store.redis, keys, args), 'take-recheck');
  const [outcome] = fields;
  if (outcome === 'repeated' || outcome === 'rechecked') return outcome;
  return unexpectedReply(fields, 'take-recheck');
}
