/** Takes up again the labels that were left alone for a while. */

import type { ProjectStore } from '../src/redis/project-store.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import { markDirty } from '../src/transitions/mark-dirty.ts';

/** At most so many at once; the rest comes with the next sweep. */
const MOST_AT_ONCE = 100;

/** The issues that are marked now, since their time is over. */
export async function resumeDamped(store: ProjectStore): Promise<number[]> {
  const { labels_damped: damped } = store.keys.own;
  const nowMs = await redisTimeMs(store);
  const over = await store.redis.zrange(damped, '-inf', String(nowMs), 'BYSCORE', 'LIMIT', 0, MOST_AT_ONCE);
  const issues = over.map(Number);
  // In this order: a crash in between marks once more.
  await Promise.all(issues.map((issue) => markDirty(store, issue)));
  if (over.length > 0) await store.redis.zrem(damped, ...over);
  return issues;
}
