/** Finds labels that have waited too long for their pass: the job was lost, or GitHub was away. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import { unblocked } from '../src/github/label-block.ts';
import type { Site } from './site.ts';

const AT_MOST = 200;

/** Passes for the longest dirty issues that GitHub has not refused for good; one that waits already is not doubled. */
export async function nudgeLabels({ store }: Site): Promise<FollowUp[]> {
  const dirty = await store.redis.zrange(store.keys.own['labels_dirty'] ?? '', 0, String(AT_MOST - 1));
  const issues = await unblocked(store, dirty.map(Number));
  return issues.map((issue) => ({ kind: 'label-sync', issue }));
}
