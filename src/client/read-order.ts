/** Reads an order as it was left for this process. */

import { type Order, orderSchema } from '../../queues/orders.ts';

/** Undefined where it is none that this Mirin knows. */
export function readOrder(json: string): Order | undefined {
  try {
    return orderSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
