/** Finds wanted tasks whose ticket nobody drew: it was never enqueued, or it was lost. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { Site } from './site.ts';

const AT_MOST = 100;

/** Tickets for the tasks whose time to be looked after has come; a ticket that is there is not doubled. */
export async function nudgeTasks({ store }: Site): Promise<FollowUp[]> {
  const [seconds] = await store.redis.time();
  const nowMs = Number(seconds) * 1000;
  const wanted = store.keys.own.tasks_wanted;
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
