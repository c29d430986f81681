/** Finds wanted tasks whose ticket nobody drew: it was never enqueued, or it was lost. */

import { type FollowUp, TICKET_NUDGE_MS } from '../src/enqueue/follow-ups.ts';
import type { ProjectStore } from '../src/redis/project-store.ts';
import type { Site } from './site.ts';

const AT_MOST = 100;

/** Tickets for the tasks whose time to be looked after has come; a ticket that is there is not doubled. */
export async function nudgeTasks({ store }: Site): Promise<FollowUp[]> {
  const [seconds] = await store.redis.time();
  const nowMs = Number(seconds) * 1000;
  const wanted = store.keys.own.tasks_wanted;
  await setBackMarks(store, nowMs);
  const taskIds = await store.redis.zrangebyscore(wanted, '-inf', nowMs, 'LIMIT', 0, AT_MOST);
  const pipeline = store.redis.pipeline();
  for (const taskId of taskIds) pipeline.hmget(store.keys.task(taskId), 'issue', 'run');
  const replies = (await pipeline.exec()) ?? [];
  return taskIds.flatMap((taskId, index): FollowUp[] => {
    const [issue, run] = (replies[index]?.[1] ?? []) as (string | null)[];
    if (!issue || !run) return [];
    return [{ kind: 'ticket', wanted: { taskId, issue: Number(issue), run: Number(run) }, isRepaired: true }];
  });
}

/** No mark is set so far ahead: one that lies there is from before the clock of Redis was set back, and is due. */
async function setBackMarks({ redis, keys }: ProjectStore, nowMs: number): Promise<void> {
  const wanted = keys.own.tasks_wanted;
  const ahead = await redis.zrangebyscore(wanted, nowMs + 2 * TICKET_NUDGE_MS, '+inf', 'LIMIT', 0, AT_MOST);
  if (ahead.length > 0) await redis.zadd(wanted, 'XX', ...ahead.flatMap((taskId) => [nowMs, taskId]));
}
