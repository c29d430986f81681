/** What a client can see of processes, and order of them. */

import { listProcesses } from '../store/list-processes.ts';
import { getProcess } from '../store/read-process.ts';
import { z } from 'zod';
import type { Order } from '../../queues/orders.ts';
import { issueNumberSchema, processIdSchema } from '../../queues/values.ts';
import { present } from '../store/present.ts';
import { type OrderOutcome, orderProcess } from '../transitions/order-process.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import { newRequestId } from './random-id.ts';

const WORDS = { error: '1 to 200 characters without control characters' };
const words = z.string(WORDS).regex(/^\P{Cc}{1,200}$/u, WORDS);

const orderOptionsSchema = z.strictObject({
  /** Who says so, for the events. Default: the name of the process. */
  by: words.optional(),
  reason: words.optional(),
});
export type OrderOptions = z.input<typeof orderOptionsSchema>;

const cancelOptionsSchema = orderOptionsSchema.extend({
  /** Only the work on this issue. Default: on all that it holds. */
  issue: issueNumberSchema.optional(),
});
export type CancelOptions = z.input<typeof cancelOptionsSchema>;

export class ProcessesApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Processes, last seen first, a page at a time, with what each holds. */
  async list(options: Parameters<typeof listProcesses>[1] = {}): ReturnType<typeof listProcesses> {
    return listProcesses(this.#context.store, options);
  }

  /**
   * Has a process take nothing more: with its next heartbeat its `work` ends when what it works on is done.
   * @throws RequestInvalidError naming the faulty fields
   */
  async drain(processId: string, options: OrderOptions = {}): Promise<OrderOutcome> {
    const given = parseRequest(orderOptionsSchema, options, 'options');
    return this.#order(processId, { kind: 'drain', ...this.#by(given) });
  }

  /**
   * Has a process stop its work on an issue, or on all that it holds: with its next heartbeat the leases' signals abort
   * with a `CancelledError`, and whoever works hands back.
   * @throws RequestInvalidError naming the faulty fields
   */
  async cancel(processId: string, options: CancelOptions = {}): Promise<OrderOutcome> {
    const { issue, ...given } = parseRequest(cancelOptionsSchema, options, 'options');
    return this.#order(processId, { kind: 'cancel', ...present({ issue }), ...this.#by(given) });
  }

  #by({ by, reason }: OrderOptions): { by: string; reason?: string } {
    return { by: by ?? this.#context.settings.processName ?? 'a client', ...present({ reason }) };
  }

  async #order(processId: string, order: Order): Promise<OrderOutcome> {
    const id = parseRequest(processIdSchema, processId, 'processId');
    return orderProcess(this.#context.store, id, newRequestId(), order);
  }

  /** One process; null = never seen, or forgotten. */
  async get(processId: string): ReturnType<typeof getProcess> {
    return getProcess(this.#context.store, processId);
  }
}
