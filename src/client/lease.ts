/** One lease as its holder sees it. */

import { jsonValueSchema } from '../../queues/json-text.ts';
import type { CheckinOutcome, CheckoutOutcome, PreviousLease } from '../../queues/outcomes.ts';
import { checkinStatusSchema, type CheckinStatus, type Fence, type ProcessId } from '../../queues/values.ts';
import { parseRequest } from '../validation.ts';
import type { CheckinOptions } from './connect-options.ts';
import type { HeldLease } from './held-lease.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

export interface GrantedLease {
  issue: number;
  fence: Fence;
  processId: ProcessId;
  expiresAtMs: number;
  attempt: number;
  previous: PreviousLease | undefined;
}

/** Sends the checkin; the client's part of {@link Lease.checkin}. */
export type SendCheckin = (
  lease: GrantedLease,
  status: CheckinStatus,
  options: CheckinOptions,
) => Promise<CheckinOutcome>;

export class Lease {
  readonly issue: number;
  /** The lease's number as decimal text: it must travel as text. */
  readonly fence: Fence;
  readonly processId: ProcessId;
  /** Which try of the issue this is since its last orderly end; from 1. */
  readonly attempt: number;
  /** How the issue's last lease ended, with the last checkpoint of its holder. */
  readonly previous: PreviousLease | undefined;
  readonly #held: HeldLease;
  readonly #granted: GrantedLease;
  readonly #keeper: LeaseKeeper;
  readonly #send: SendCheckin;

  constructor(granted: GrantedLease, held: HeldLease, keeper: LeaseKeeper, send: SendCheckin) {
    this.issue = granted.issue;
    this.fence = granted.fence;
    this.processId = granted.processId;
    this.attempt = granted.attempt;
    this.previous = granted.previous;
    this.#held = held;
    this.#granted = granted;
    this.#keeper = keeper;
    this.#send = send;
  }

  /**
   * Aborts with a `LeaseLostError` when the lease is gone or can't be trusted any more; with a `CancelledError` when an
   * operator cancels the work, which can still be handed back: stop working then.
   */
  get signal(): AbortSignal {
    return this.#held.signal;
  }

  /** Redis time at which the lease would have run out when it was granted; heartbeats move it on. */
  get grantedUntilMs(): number {
    return this.#granted.expiresAtMs;
  }

  /** For how much longer the lease can be trusted without another heartbeat, in ms; 0 when it is lost or handed back. */
  get trustedForMs(): number {
    return this.#keeper.trustedForMs(this);
  }

  /** Renews the lease no more: unless it is handed back it runs out by itself, which counts as no crash. */
  letGo(): void {
    this.#keeper.letGo(this);
  }

  /** Has the lease reported as stuck when it gets no checkpoint for `progressDeadlineMs`, counted from now. */
  watchProgress(): void {
    this.#keeper.watchProgress(this.issue, this.fence);
  }

  /** Leaves word of how far the work is, for people and for the next holder; goes out with the next heartbeat. */
  checkpoint(value: unknown): void {
    const json = parseRequest(jsonValueSchema, value, 'checkpoint');
    this.#keeper.checkpoint(this.issue, this.fence, json);
  }

  /**
   * Hands the issue back. A lease that is no longer current gets `superseded`: nothing changes, the payload is kept.
   * @throws RequestInvalidError for a status or payload that can't be; nothing was sent.
   * @throws TimedOutError when no answer came; the checkin stays accepted and may still be carried out.
   */
  async checkin(status: CheckinStatus, options: CheckinOptions = {}): Promise<CheckinOutcome> {
    parseRequest(checkinStatusSchema, status, 'status');
    return this.#keeper.checkin(this.issue, this.fence, () => this.#send(this.#granted, status, options));
  }
}

/** A checkout's outcome; a granted one brings the lease. */
export type CheckoutAnswer =
  | (Extract<CheckoutOutcome, { outcome: 'granted' }> & { lease: Lease })
  | Exclude<CheckoutOutcome, { outcome: 'granted' }>;
