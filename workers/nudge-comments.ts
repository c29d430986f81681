/** Finds repairs that no comment tells of yet though one is wanted: the job was lost, or GitHub was away. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { Site } from './site.ts';

const AT_MOST = 200;

/** Comments for the issues that have waited longest; one that waits already is not doubled. */
export async function nudgeComments({ store }: Pick<Site, 'store'>): Promise<FollowUp[]> {
  const issues = await store.redis.zrange(store.keys.own.comments_wanted, 0, String(AT_MOST - 1));
  return issues.map((issue) => ({ kind: 'repair-comment', issue: Number(issue) }));
}
