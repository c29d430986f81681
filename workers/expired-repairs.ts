/** Turns leases that ran out into repair requests that say whom and what was seen. */

import { fenceSchema, processIdSchema } from '../queues/values.ts';
import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { ExpiredLease } from '../src/transitions/list-expired.ts';
import type { Site } from './site.ts';

/** One request for each lease that still has a holder. */
export async function expiredRepairs({ store }: Site, leases: readonly ExpiredLease[]): Promise<FollowUp[]> {
  if (leases.length === 0) return [];
  const pipeline = store.redis.pipeline();
  for (const { issue } of leases) pipeline.hmget(store.keys.issue(issue).issue, 'processId', 'fence');
  const replies = (await pipeline.exec()) ?? [];
  return leases.flatMap(({ issue, deadlineMs }, index): FollowUp[] => {
    const [processId, fenceText] = (replies[index]?.[1] ?? []) as (string | null)[];
    const holder = processIdSchema.safeParse(processId);
    const fence = fenceSchema.safeParse(fenceText);
    if (!holder.success || !fence.success) return [];
    return [
      {
        kind: 'orphan-repair',
        orphan: { issue, holder: holder.data, fence: fence.data, deadlineMs, cause: 'expired' },
      },
    ];
  });
}
