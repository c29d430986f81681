/** The worker processes that were seen lately, of any host. */

import type { Redis } from 'ioredis';
import { SHARED_KEYS } from '../redis/keys.ts';

/** Workers say each second that they live; one that is silent for so long does not. */
const SEEN_WITHIN_MS = 10_000;

/** Ids of the living workers: `host-pid-…`. */
export async function livingWorkers(redis: Redis): Promise<string[]> {
  const [seconds] = await redis.time();
  const nowMs = Number(seconds) * 1000;
  // One seen in the future was seen before the clock was set back.
  return redis.zrangebyscore(SHARED_KEYS.workers, nowMs - SEEN_WITHIN_MS, nowMs + SEEN_WITHIN_MS);
}
