/** Redis's own clock, by which all lease time is told. */

import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';

/** The time in ms; in tests the one that the store was given. */
export async function redisTimeMs({ redis, nowMs }: Pick<ProjectStore, 'redis' | 'nowMs'>): Promise<number> {
  if (nowMs !== undefined) return nowMs;
  const [seconds, microseconds] = await redis.time().catch((error: unknown) => {
    throw toRedisFault(error, 'reading the time');
  });
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}
