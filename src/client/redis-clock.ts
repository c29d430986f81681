/** Redis's time, estimated from its last answer: from below for deadlines, from above for the trust in a lease. */

import type { Redis } from 'ioredis';
import { toRedisFault } from '../redis/faults.ts';

/** Milliseconds on a clock that never steps, the same in every thread of this process. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** A moment on both clocks: the one never steps, the other goes on while the machine is suspended. */
export interface Moment {
  monotonicMs: number;
  wallMs: number;
}

export const momentNow = (): Moment => ({ monotonicMs: monotonicMs(), wallMs: Date.now() });

/** One answer of Redis, and when on the monotonic clock it was asked for and came. */
export interface ClockSample {
  redisMs: number;
  sentAtMs: number;
  arrivedAtMs: number;
}

export class RedisClock {
  #sample: ClockSample;

  private constructor(sample: ClockSample) {
    this.#sample = sample;
  }

  /** Reads the clock of the Redis behind this connection, and again after every reconnect. */
  static async of(redis: Redis): Promise<RedisClock> {
    const clock = new RedisClock(await readClock(redis));
    redis.on('ready', () => {
      // Where this fails, the next heartbeat brings a sample.
      readClock(redis).then(
        (sample) => clock.note(sample),
        () => undefined,
      );
    });
    return clock;
  }

  /** Takes a newer sample over. */
  note(sample: ClockSample): void {
    this.#sample = sample;
  }

  /** Redis's time now, a little too early rather than too late. */
  get earliestMs(): number {
    return this.#sample.redisMs + (monotonicMs() - this.#sample.arrivedAtMs);
  }

  /** Redis's time now, a little too late rather than too early. */
  get latestMs(): number {
    return this.#sample.redisMs + 1 + (monotonicMs() - this.#sample.sentAtMs);
  }
}

async function readClock(redis: Redis): Promise<ClockSample> {
  const sentAtMs = monotonicMs();
  const [seconds, microseconds] = await redis.time().catch((error: unknown) => {
    throw toRedisFault(error, 'reading its clock');
  });
  const redisMs = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  return { redisMs, sentAtMs, arrivedAtMs: monotonicMs() };
}
