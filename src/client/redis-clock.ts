/** Redis's time, estimated from below: its last answer plus the monotonic time since that arrived. */

/** Milliseconds on a clock that never steps, the same in every thread of this process. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export class RedisClock {
  #sample: { redisMs: number; monotonicMs: number } | undefined;

  /** Notes an answer that arrived just now, or at `arrivedMs` of the monotonic clock. */
  note(redisMs: number, arrivedMs: number = monotonicMs()): void {
    this.#sample = { redisMs, monotonicMs: arrivedMs };
  }

  /** Redis's time now, a little too early rather than too late; undefined before the first answer. */
  nowMs(): number | undefined {
    if (this.#sample === undefined) return undefined;
    return this.#sample.redisMs + (monotonicMs() - this.#sample.monotonicMs);
  }
}
