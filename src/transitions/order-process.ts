/** Leaves an order for a process, which gets it with its next heartbeat. */

import type { Order } from '../../queues/orders.ts';
import type { ProcessId } from '../../queues/values.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./order-process.lua', import.meta.url));

export type OrderOutcome =
  | { outcome: 'ordered' }
  /** Mirin knows no such process. */
  | { outcome: 'unknown' }
  /** It has ended, or died. */
  | { outcome: 'over'; status: string }
  /** It sends no heartbeats, so that nothing can reach it. */
  | { outcome: 'deaf' }
  /** It does not hold that issue. */
  | { outcome: 'not-held' }
  /** It has not come for the last hundred. */
  | { outcome: 'too-many' };

export async function orderProcess(
  store: ProjectStore,
  processId: ProcessId,
  orderId: string,
  order: Order,
): Promise<OrderOutcome> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(processId) },
    {
      ...clockArgs(store),
      process_id: processId,
      order_id: orderId,
      order: JSON.stringify(order),
      kind: order.kind,
      issue: order.kind === 'cancel' ? (order.issue ?? '') : '',
      by: order.by,
      reason: order.reason ?? '',
    },
  );
  return decode(fieldsOf(reply, 'order-process'));
}

function decode(fields: string[]): OrderOutcome {
  const [tag] = fields;
  switch (tag) {
    case 'ordered':
    case 'unknown':
    case 'deaf':
    case 'not-held':
    case 'too-many':
      return { outcome: tag };
    case 'over':
      return { outcome: tag, status: fieldAt(fields, 1) };
    default:
      return unexpectedReply(fields, 'order-process');
  }
}
