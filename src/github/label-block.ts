/** Notes that GitHub refuses an issue's labels for good, so that the scan does not ask again until the state moves on. */

import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';

export interface LabelBlock {
  /** The version of the issue's state whose labels were refused. */
  version: string;
  reason: string;
}

/** Notes the block, or that there is none; labels that are not dirty are asked for by no scan, and leave nothing. */
export async function noteBlock(store: ProjectStore, issue: number, block: LabelBlock | undefined): Promise<void> {
  const key = store.keys.issue(issue).issue;
  try {
    if (block === undefined) await store.redis.hdel(key, 'labelBlocked', 'labelBlockedReason');
    else if ((await store.redis.zscore(store.keys.own.labels_dirty, issue)) !== null) {
      await store.redis.hset(key, 'labelBlocked', block.version, 'labelBlockedReason', block.reason.slice(0, 500));
    }
  } catch (error) {
    throw toRedisFault(error, 'noting a label block');
  }
}

/** Those of `issues` whose present state GitHub has not refused. */
export async function unblocked(store: ProjectStore, issues: readonly number[]): Promise<number[]> {
  const pipeline = store.redis.pipeline();
  for (const issue of issues) pipeline.hmget(store.keys.issue(issue).issue, 'version', 'labelBlocked');
  const replies = (await pipeline.exec()) ?? [];
  return issues.filter((_, index) => {
    const [version, blocked] = (replies[index]?.[1] ?? []) as (string | null)[];
    return blocked === null || blocked === undefined || blocked !== version;
  });
}
