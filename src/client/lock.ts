/** One named lock as its holder sees it. */

import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { ReleaseLockOutcome } from '../transitions/lock-release.ts';
import type { LockAsked } from './await-lock.ts';
import type { HeldLease } from './held-lease.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

export interface GivenLock {
  lock: LockName;
  fence: Fence;
  processId: ProcessId;
}

/** The lock, or why it was not given; a refusal is no error. */
export type LockAnswer = { outcome: 'acquired'; lock: Lock } | Extract<LockAsked, { outcome: 'held' | 'cooling-down' }>;

export class Lock {
  readonly name: string;
  /** The lease's number as decimal text, above that of every earlier lease: what is protected can refuse an older one. */
  readonly fence: Fence;
  readonly processId: ProcessId;
  readonly #given: GivenLock;
  readonly #held: HeldLease;
  readonly #keeper: LeaseKeeper;
  readonly #send: (given: GivenLock) => Promise<ReleaseLockOutcome>;
  /** An earlier try to release it had no answer: it may have been heard. */
  #isUncertain = false;

  constructor(
    given: GivenLock,
    held: HeldLease,
    keeper: LeaseKeeper,
    send: (given: GivenLock) => Promise<ReleaseLockOutcome>,
  ) {
    this.name = given.lock;
    this.fence = given.fence;
    this.processId = given.processId;
    this.#given = given;
    this.#held = held;
    this.#keeper = keeper;
    this.#send = send;
  }

  /** Aborts with a `LeaseLostError` when the lock is lost or can't be trusted any more: stop what it protects then. */
  get signal(): AbortSignal {
    return this.#held.signal;
  }

  /** For how much longer it can be trusted without another heartbeat, in ms; 0 when it is lost or given back. */
  get trustedForMs(): number {
    return this.#keeper.trustedForMs(this.#given);
  }

  /** Renews it no more: unless it is given back it runs out by itself. */
  letGo(): void {
    this.#keeper.letGo(this.#given);
  }

  /**
   * Gives the lock back; whoever waits first is called. `not-held`: it was lost before, nothing changed.
   * @throws RedisUnavailableError when Redis did not answer: heartbeats keep it, and again is harmless
   */
  async release(): Promise<ReleaseLockOutcome> {
    return await this.end(async (given) => {
      const wasUncertain = this.#isUncertain;
      this.#isUncertain = true;
      const outcome = await this.#send(given);
      this.#isUncertain = false;
      // By its time it can't have been anybody else's yet: the earlier try was heard, and the next one has it.
      return wasUncertain && this.trustedForMs > 0 ? { outcome: 'released' } : outcome;
    });
  }

  /** Has it given back together with something else, in one step that is harmless again. */
  async end(send: (given: GivenLock) => Promise<ReleaseLockOutcome>): Promise<ReleaseLockOutcome> {
    return await this.#keeper.release(this.#given, () => send(this.#given));
  }
}
