/** Finds labels that have waited too long for their pass: the job was lost, or GitHub was away. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import { unblocked } from '../src/github/label-block.ts';
import type { Site } from './site.ts';

const PAGE = 200;
/** However many of them GitHub has refused for good, the scan looks no further than this. */
const MOST_PAGES = 25;

const dueSync = (issue: number): FollowUp => ({ kind: 'label-sync', issue, because: 'due' });

/** Passes for the longest dirty issues that GitHub has not refused; one that waits already is not doubled. */
export async function nudgeLabels({ store }: Pick<Site, 'store'>): Promise<FollowUp[]> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const dirty = await store.redis.zrange(store.keys.own.labels_dirty, page * PAGE, String((page + 1) * PAGE - 1));
    const issues = await unblocked(store, dirty.map(Number));
    if (issues.length > 0 || dirty.length < PAGE) return issues.map(dueSync);
  }
  return [];
}
