/** Keeps which issues bear a label by which somebody asks for something, until that was seen to. */

import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { redisTimeMs } from './redis-time.ts';

const AT_MOST = 200;
/** Long after a label is gone nobody asks again for what its event asked for. */
export const SETTLED_KEPT_MS = 30 * 86_400_000;

/** Notes those that are not noted yet. */
export async function noteAsked(store: ProjectStore, issues: readonly number[]): Promise<void> {
  if (issues.length === 0) return;
  const nowMs = await redisTimeMs(store);
  const entries = issues.flatMap((issue) => [nowMs, issue]);
  await store.redis.zadd(store.keys.own.labels_asked, 'NX', ...entries).catch(fault);
}

/** Those that have waited longest. */
export async function listAsked({ redis, keys }: ProjectStore): Promise<number[]> {
  const issues = await redis.zrange(keys.own.labels_asked, 0, String(AT_MOST - 1)).catch(fault);
  return issues.map(Number);
}

/** No such label is left on the issue, or nothing can be done about it. */
export async function forgetAsked({ redis, keys }: ProjectStore, issue: number): Promise<void> {
  await redis.zrem(keys.own.labels_asked, issue).catch(fault);
}

/** Whether what the event asks for was carried out or refused before; only its label may still have to go. */
export async function isSettled({ redis, keys }: ProjectStore, eventId: number): Promise<boolean> {
  return (await redis.exists(keys.asked(eventId)).catch(fault)) === 1;
}

/** Notes that it is refused; false where it was settled before. */
export async function settleAsked(store: ProjectStore, eventId: number): Promise<boolean> {
  const nowMs = await redisTimeMs(store);
  const { redis, keys } = store;
  return (await redis.set(keys.asked(eventId), nowMs, 'PX', SETTLED_KEPT_MS, 'NX').catch(fault)) === 'OK';
}

function fault(error: unknown): never {
  throw toRedisFault(error, 'reading or noting what labels ask for');
}
