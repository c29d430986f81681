/** Notes that GitHub refuses an issue's labels for good, so that the scan does not ask again until the state moves on. */

import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { type Read, readTogether } from '../store/read-together.ts';
import { redisTimeMs } from '../store/redis-time.ts';

export interface LabelBlock {
  /** The version of the issue's state whose labels were refused. */
  version: string;
  reason: string;
}

/** A block of the state that is current. */
export interface StandingBlock {
  reason: string;
  /** When GitHub first gave this reason, in ms. */
  sinceMs: number;
}

const LONGEST_REASON = 500;

/** Notes the block, or that there is none; labels that are not dirty are asked for by no scan, and leave nothing. */
export async function noteBlock(store: ProjectStore, issue: number, block: LabelBlock | undefined): Promise<void> {
  const key = store.keys.issue(issue).issue;
  try {
    if (block === undefined) await store.redis.hdel(key, 'labelBlocked', 'labelBlockedReason', 'labelBlockedAt');
    else if ((await store.redis.zscore(store.keys.own.labels_dirty, issue)) !== null) {
      const reason = block.reason.slice(0, LONGEST_REASON);
      const fields = { labelBlocked: block.version, labelBlockedReason: reason };
      await store.redis.hset(key, { ...fields, labelBlockedAt: await sinceMs(store, key, reason) });
    }
  } catch (error) {
    throw toRedisFault(error, 'noting a label block');
  }
}

/** One reason is one block, however many states it met. */
async function sinceMs(store: ProjectStore, key: string, reason: string): Promise<number> {
  const [known, at] = await store.redis.hmget(key, 'labelBlockedReason', 'labelBlockedAt');
  return known === reason && at ? Number(at) : await redisTimeMs(store);
}

/** The block of each issue's present state; undefined where GitHub has not refused it. */
export async function readBlocks(
  store: ProjectStore,
  issues: readonly number[],
): Promise<(StandingBlock | undefined)[]> {
  const fields = ['version', 'labelBlocked', 'labelBlockedReason', 'labelBlockedAt'] as const;
  const reads = issues.map((issue): Read => ['hmget', store.keys.issue(issue).issue, ...fields]);
  const replies = await readTogether(store, reads, 'reading label blocks');
  return replies.map((reply) => {
    const [version, blocked, reason, at] = reply as (string | null)[];
    if (blocked === null || blocked === undefined || blocked !== version) return undefined;
    return { reason: reason ?? '', sinceMs: Number(at ?? '0') };
  });
}

/** Those of `issues` whose present state GitHub has not refused. */
export async function unblocked(store: ProjectStore, issues: readonly number[]): Promise<number[]> {
  const blocks = await readBlocks(store, issues);
  return issues.filter((_, index) => blocks[index] === undefined);
}
