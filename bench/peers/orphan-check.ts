/**
 * A peer: the orphan check of PoppoBuilder's ambassador: it lists all issues under way, and reads the record and the
 * holder's heartbeat of each, and repairs what it found, all one after the other.
 */

import type { Redis } from 'ioredis';

/** Below which its issues stand, so that several sizes fit into one Redis. */
const key = (project: string, rest: string): string => `poppo:${project}:${rest}`;

const LOCK_MS = 300_000;

/** The commands that a check sends. */
export const CHECK_COMMANDS = ['smembers', 'hgetall', 'get'] as const;

/** Writes so many issues under way; the holders of all but `orphans` have their heartbeat. */
export async function buildIssues(redis: Redis, project: string, count: number, orphans: number): Promise<void> {
  const now = new Date().toISOString();
  for (let from = 1; from <= count; from += 1_000) {
    const pipeline = redis.pipeline();
    for (let issue = from; issue < Math.min(from + 1_000, count + 1); issue += 1) {
      const processId = `bot-${issue % 1_000}`;
      const isOrphan = issue <= orphans;
      pipeline.sadd(key(project, 'issues:processing'), issue);
      pipeline.hset(key(project, `issue:status:${issue}`), {
        status: 'processing',
        processId: isOrphan ? `dead-${issue}` : processId,
        pid: 4242,
        taskType: 'misc',
        startTime: now,
        checkedOutBy: 'bench',
        lastUpdate: now,
      });
      if (!isOrphan) pipeline.setex(key(project, `process:heartbeat:${processId}`), 1_800, 'alive');
    }
    await pipeline.exec();
  }
}

/** The issues whose holder has no heartbeat any more. */
export async function findOrphans(redis: Redis, project: string): Promise<string[]> {
  const orphans: string[] = [];
  for (const issue of await redis.smembers(key(project, 'issues:processing'))) {
    const { processId } = await redis.hgetall(key(project, `issue:status:${issue}`));
    const heartbeat = await redis.get(key(project, `process:heartbeat:${processId}`));
    if (heartbeat === null) orphans.push(issue);
  }
  return orphans;
}

/** Hands an orphan back as its ambassador did: lock, look, change, unlock. */
export async function repairOrphan(redis: Redis, project: string, issue: string): Promise<void> {
  const lock = key(project, `lock:issue:${issue}`);
  const status = key(project, `issue:status:${issue}`);
  await redis.set(lock, `ambassador-${Date.now()}`, 'PX', LOCK_MS, 'NX');
  const { processId } = await redis.hgetall(status);
  const now = new Date().toISOString();
  const metadata = { error: 'Process died unexpectedly', orphanedAt: now };
  await redis
    .multi()
    .hset(status, { status: 'error', endTime: now, lastUpdate: now, ...metadata })
    .hset(key(project, `issue:metadata:${issue}`), metadata)
    .srem(key(project, 'issues:processing'), issue)
    .hset(key(project, `process:info:${processId}`), { status: 'completed', endTime: now, finalStatus: 'error' })
    .srem(key(project, 'processes:active'), processId ?? '')
    .exec();
  await redis.del(lock);
}
