/** Asks for a named lock until it is given or the time to wait for it is over, and leaves no claim behind. */

import type { LockName, ProcessId } from '../../queues/values.ts';
import { ClosedError, MirinError, RedisUnavailableError } from '../errors.ts';
import { acquireLock, type LockReply, type LockRequest } from '../transitions/lock-acquire.ts';
import { leaveLock } from '../transitions/lock-leave.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline, pause, within } from './deadline.ts';
import { newRequestId } from './random-id.ts';

/** Whoever waits is called when it is their turn; a call may be missed, and a holder may die. */
const LOOK_EVERY_MS = 2_000;
const AGAIN_AFTER_MS = 500;
const LEAVE_WITHIN_MS = 1_000;

export interface LockWish {
  lock: LockName;
  processId: ProcessId;
  /** 0 = taken or refused at once. */
  waitMs: number;
  /** Ends the waiting. */
  signal: AbortSignal | undefined;
}

export type LockAsked = Exclude<LockReply, { outcome: 'deadline-passed' }>;
type Waiting = Extract<LockReply, { outcome: 'held' | 'cooling-down' }>;

/**
 * @throws RedisUnavailableError, once the time to wait is over, or when Redis came to it only after that
 * @throws ClosedError when the client closes · the signal's own reason when that aborts
 */
export async function awaitLock(context: ClientContext, wish: LockWish): Promise<LockAsked> {
  const line = new Line(context, wish);
  const stopListening = await line.listen();
  try {
    const reply = await line.untilAnswered();
    if (reply.outcome !== 'acquired' && wish.waitMs > 0) await line.leave();
    return reply.outcome === 'held' ? withoutPlace(reply) : reply;
  } catch (error) {
    await line.leave();
    throw error;
  } finally {
    stopListening();
  }
}

/** Whoever is refused waits no more. */
function withoutPlace(reply: Extract<LockReply, { outcome: 'held' }>): LockAsked {
  const { place: _, ...held } = reply;
  return held;
}

/** What waits longest bounds how late it may be given: one that is still on its way to Redis then has no effect. */
function requestFor({ settings, clock }: ClientContext, { lock, processId, waitMs }: LockWish): LockRequest {
  const deadlineMs = clock.earliestMs + Math.max(waitMs, settings.requestTimeoutMs);
  const requestId = newRequestId();
  return { lock, processId, requestId, ttlMs: settings.heartbeatTtlMs, deadlineMs, isWaiting: waitMs > 0 };
}

/** One wish on its way to the head of the line. */
class Line {
  readonly #context: ClientContext;
  readonly #wish: LockWish;
  readonly #deadline: Deadline;
  #request: LockRequest;
  #called = new AbortController();

  constructor(context: ClientContext, wish: LockWish) {
    this.#context = context;
    this.#request = requestFor(context, wish);
    this.#wish = wish;
    this.#deadline = new Deadline(wish.waitMs);
  }

  /** Before it is asked for the first time, so that no call can be missed; the returned function ends that. */
  async listen(): Promise<() => void> {
    if (!this.#request.isWaiting) return () => undefined;
    const { replies, store } = this.#context;
    const { lock, requestId } = this.#request;
    return replies.expectCall(store.keys.lock(lock).lock_calls, requestId, () => this.#called.abort());
  }

  async untilAnswered(): Promise<LockAsked> {
    for (let last: Waiting | undefined; ; ) {
      const isLast = this.#deadline.isOver;
      const reply = await this.#ask(isLast);
      this.#throwIfGivenUp();
      if (reply === undefined) {
        await this.#untilCalled(AGAIN_AFTER_MS);
      } else if (reply.outcome === 'deadline-passed') {
        if (isLast) return last ?? this.#tooLate();
        await this.#renew();
      } else {
        if (!isWaiting(reply) || isLast) return reply;
        last = reply;
        await this.#untilCalled(LOOK_EVERY_MS);
      }
    }
  }

  /** Without this the place in the line would be passed over, and a lease that was given unheard would run out. */
  async leave(): Promise<void> {
    await within(LEAVE_WITHIN_MS, leaveLock(this.#context.store, this.#request)).catch(() => undefined);
  }

  /** Redis's clock has stepped forward: by it the time is over, but not by ours. The line is joined anew. */
  async #renew(): Promise<void> {
    await this.#untilCalled(AGAIN_AFTER_MS);
    this.#request = { ...this.#request, deadlineMs: this.#context.clock.earliestMs + this.#deadline.leftMs };
  }

  /** Undefined where Redis is away just now, and there is time left to ask again. */
  async #ask(isLast: boolean): Promise<LockReply | undefined> {
    try {
      return await acquireLock(this.#context.store, this.#request, this.#context.rules);
    } catch (error) {
      const isPassing = error instanceof MirinError && error.code === 'MIRIN_REDIS_UNAVAILABLE';
      if (isPassing && !isLast) return undefined;
      throw error;
    }
  }

  async #untilCalled(mostMs: number): Promise<void> {
    const { signal } = this.#wish;
    const ends = [this.#called.signal, this.#context.closing.signal, ...(signal === undefined ? [] : [signal])];
    await pause(Math.min(mostMs, this.#deadline.leftMs), ...ends);
    if (this.#called.signal.aborted) this.#called = new AbortController();
    this.#throwIfGivenUp();
  }

  #throwIfGivenUp(): void {
    if (this.#context.closing.signal.aborted) throw new ClosedError();
    this.#wish.signal?.throwIfAborted();
  }

  #tooLate(): never {
    throw new RedisUnavailableError(`Redis came to the request for the lock ${this.#wish.lock} only after its time`);
  }
}

const isWaiting = (reply: LockReply): reply is Waiting => reply.outcome === 'held' || reply.outcome === 'cooling-down';
