/** One lease that this program holds: for how long it can be trusted, and the signal that says when no longer. */

import { type CancelledError, LeaseLostError } from '../errors.ts';
import { subjectOf } from '../transitions/lease-subject.ts';
import type { KeptLease } from './heartbeat-messages.ts';
import { type Moment, momentNow } from './redis-clock.ts';

export class HeldLease {
  readonly kept: KeptLease;
  /** The newest checkpoint, for a heartbeat thread that has to begin anew. */
  checkpoint: string | undefined;
  /** Whether its holder is expected to leave checkpoints. */
  isWatched = false;
  readonly #onLost: (reason: string) => void;
  #controller: AbortController | undefined;
  /** Why the signal aborted. */
  #loss: LeaseLostError | CancelledError | undefined;
  #trustedUntil: Moment = { monotonicMs: 0, wallMs: 0 };
  #endings = 0;
  #untoldLoss: string | undefined;

  constructor(kept: KeptLease, onLost: (reason: string) => void) {
    this.kept = kept;
    this.#onLost = onLost;
  }

  /** Aborts when the lease is lost, can't be trusted any more, or its work was cancelled. */
  get signal(): AbortSignal {
    // Made when somebody asks for it: that is the dearest part of a lease.
    this.#controller ??= new AbortController();
    if (this.#loss !== undefined) this.#controller.abort(this.#loss);
    return this.#controller.signal;
  }

  /** Trusts the lease for so long from then on. */
  trust(since: Moment, forMs: number): void {
    this.#trustedUntil = { monotonicMs: since.monotonicMs + forMs, wallMs: since.wallMs + forMs };
  }

  /** For how much longer it can be trusted, by whichever clock says less. */
  get trustedForMs(): number {
    const now = momentNow();
    const { monotonicMs, wallMs } = this.#trustedUntil;
    return Math.max(0, Math.min(monotonicMs - now.monotonicMs, wallMs - now.wallMs));
  }

  /** Tells that it is lost. While a checkin or a release is under way that waits: the lease may just have ended in order. */
  lose(reason: string): void {
    if (this.#endings > 0) {
      this.#untoldLoss ??= reason;
      return;
    }
    this.abort(reason);
    this.#onLost(reason);
  }

  /** Aborts the signal though the lease is held: whoever works under it is to hand it back. */
  cancel(error: CancelledError): void {
    this.#loss ??= error;
    this.#controller?.abort(this.#loss);
  }

  /** Aborts the signal. */
  abort(reason: string): void {
    this.#loss ??= new LeaseLostError(subjectOf(this.kept), reason);
    this.#controller?.abort(this.#loss);
  }

  /** Runs a checkin, or a release; a loss meanwhile is told afterwards, unless that itself ended the lease. */
  async whileEnding<T>(end: () => Promise<T>, endsLease: (outcome: T) => boolean): Promise<T> {
    this.#endings += 1;
    let hasEnded = false;
    try {
      const outcome = await end();
      hasEnded = endsLease(outcome);
      return outcome;
    } finally {
      this.#endings -= 1;
      const loss = hasEnded ? undefined : this.#untoldLoss;
      this.#untoldLoss = undefined;
      if (loss !== undefined) this.lose(loss);
    }
  }
}
