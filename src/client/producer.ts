/** Sends a client's requests, and leaves none behind when it closes. */

import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckinRequest, CheckoutRequest } from '../../queues/requests.ts';
import { ClosedError } from '../errors.ts';
import { ask } from './ask.ts';
import type { ClientContext } from './client-context.ts';
import { within } from './deadline.ts';
import type { Timed } from './requests.ts';

export class Producer {
  readonly #context: ClientContext;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Aborts when the client begins to close. */
  get closing(): AbortSignal {
    return this.#context.closing.signal;
  }

  /** Sends a checkout; closing withdraws it. */
  async checkout(request: Timed<CheckoutRequest>): Promise<CheckoutOutcome> {
    this.assertOpen();
    return (await this.track(ask(this.#context, request, this.closing))) as CheckoutOutcome;
  }

  /** Sends a checkin; closing waits for it. */
  async checkin(request: Timed<CheckinRequest>): Promise<CheckinOutcome> {
    this.assertOpen();
    return (await this.track(ask(this.#context, request))) as CheckinOutcome;
  }

  /** @throws ClosedError (`MIRIN_CLOSED`) once the client has begun to close */
  assertOpen(): void {
    if (this.closing.aborted) throw new ClosedError();
  }

  /** Has the closing wait for a step that may bring or end a lease. */
  track<T>(step: Promise<T>): Promise<T> {
    this.#underWay.add(step);
    const forget = (): void => void this.#underWay.delete(step);
    step.then(forget, forget);
    return step;
  }

  /** Takes no further request; resolves when those under way have ended, or after the time given. */
  async close(withinMs: number): Promise<void> {
    this.#context.closing.abort();
    await within(withinMs, Promise.allSettled(this.#underWay));
  }
}
