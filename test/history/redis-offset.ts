/** How Redis's clock stands to the monotonic clock that all processes of a machine share. */

import type { Redis } from 'ioredis';
import { monotonicMs } from '../../src/client/redis-clock.ts';

/** Redis's time less the monotonic one, and by how much that may be wrong. */
export interface Offset {
  ms: number;
  errorMs: number;
}

/** Times are cut to whole ms on both sides. */
const ROUNDING_MS = 2;
const TRIES = 20;

/** The best of several measurements. */
export async function measureOffset(redis: Redis): Promise<Offset> {
  let best: Offset = { ms: 0, errorMs: Infinity };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sentMs = monotonicMs();
    const [seconds, microseconds] = await redis.time();
    const halfMs = (monotonicMs() - sentMs) / 2;
    const redisMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    if (halfMs + ROUNDING_MS < best.errorMs) best = { ms: redisMs - sentMs - halfMs, errorMs: halfMs + ROUNDING_MS };
  }
  return best;
}

/** One for the whole time between the two: clocks drift. */
export const between = (a: Offset, b: Offset): Offset => ({
  ms: (a.ms + b.ms) / 2,
  errorMs: Math.abs(a.ms - b.ms) / 2 + Math.max(a.errorMs, b.errorMs),
});
