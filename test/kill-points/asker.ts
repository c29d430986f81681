/** A client that only asks, without heartbeats: many of them at once cost little. */

import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus, Fence, ProcessId } from '../../queues/values.ts';
import type { ClientContext } from '../../src/client/client-context.ts';
import type { CheckoutOptions } from '../../src/client/connect-options.ts';
import { closeConnections } from '../../src/client/close-client.ts';
import { openContext } from '../../src/client/open-client.ts';
import { Producer } from '../../src/client/producer.ts';
import { checkinRequest, checkoutRequest } from '../../src/client/requests.ts';
import type { Scene } from './scene.ts';

/** The answer must come in the end, whoever died. */
const PATIENCE_MS = 120_000;
const LEASE_MS = 600_000;

export class Asker {
  readonly processId: ProcessId;
  readonly #context: ClientContext;
  readonly #producer: Producer;

  static async connect({ live, driven }: Scene, name: string): Promise<Asker> {
    const context = await openContext({ ...live.settings({ requestTimeoutMs: PATIENCE_MS }), processName: name });
    const processId = await driven.register(name, { liveness: 'ttl', machineId: '', ttlMs: LEASE_MS });
    await context.replies.listen(context.store.keys.replies(processId), PATIENCE_MS);
    return new Asker(context, processId);
  }

  private constructor(context: ClientContext, processId: ProcessId) {
    this.#context = context;
    this.#producer = new Producer(context);
    this.processId = processId;
  }

  checkout(issue: number, options: CheckoutOptions = {}): Promise<CheckoutOutcome> {
    const asker = { processId: this.processId, ttlMs: LEASE_MS };
    return this.#producer.checkout(checkoutRequest(this.#context, asker, issue, options));
  }

  checkin(issue: number, fence: Fence, status: CheckinStatus): Promise<CheckinOutcome> {
    return this.#producer.checkin(
      checkinRequest(this.#context, { issue, fence, processId: this.processId }, status, {}),
    );
  }

  async close(): Promise<void> {
    await closeConnections(this.#context);
  }
}
