/** How long a guarded command may live without a renewal of its lease, by two clocks of which the stricter one counts. */

/** The end of the trust on both clocks; they are the same for every process of the machine. */
export interface TrustLimit {
  /** Does not jump, but on Linux stands still while the machine sleeps. */
  monotonicMs: number;
  /** Goes on during sleep, but may be set. */
  wallMs: number;
}

/** Trust from now on. @throws RangeError when `forMs` is no finite number. */
export function trustFor(forMs: number): TrustLimit {
  if (!Number.isFinite(forMs)) throw new RangeError(`trust: expected a finite number of ms, got ${forMs}`);
  return { monotonicMs: monotonicMs() + forMs, wallMs: Date.now() + forMs };
}

/** Whether either clock has reached its limit. */
export function isOver(limit: TrustLimit): boolean {
  return monotonicMs() >= limit.monotonicMs || Date.now() >= limit.wallMs;
}

/** Unlike `performance.now()`, which counts from the start of its own process. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
