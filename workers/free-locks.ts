/** Frees named locks whose holder is gone: seen dead by the prober, or silent for longer than they last. */

import type { RepairCause } from '../queues/follow-ups.ts';
import { fenceSchema, type LockName, processIdSchema } from '../queues/values.ts';
import { leaseName, lockIn } from '../src/transitions/lease-subject.ts';
import { freeLock, type SeenLock } from '../src/transitions/lock-free.ts';
import type { Site, WorkerContext } from './site.ts';

/** All locks of a process whose pid was seen gone before this: no heartbeat can come after. */
export async function freeLocksOfDead(site: Site, processId: string, context: WorkerContext): Promise<void> {
  const { redis, keys } = site.store;
  const names = await redis.smembers(keys.process(processId).process_locks);
  const locks = names.flatMap((name) => lockIn(`lock:${name}`) ?? []);
  const seen = await seeLocks(site, locks);
  await free(
    site,
    seen.filter(({ holder }) => holder === processId),
    'dead',
    context,
  );
}

/** Locks whose deadline has passed; how many of them came free. */
export async function freeExpiredLocks(
  site: Site,
  locks: readonly LockName[],
  context: WorkerContext,
): Promise<number> {
  return free(site, await seeLocks(site, locks), 'expired', context);
}

async function free(
  site: Site,
  locks: readonly SeenLock[],
  cause: RepairCause,
  { log, watch, workerId }: WorkerContext,
): Promise<number> {
  let freed = 0;
  for (const seen of locks) {
    const { lock, holder: processId } = seen;
    // One that is spoilt must not keep the others from being looked at.
    const ended = await freeLock(site.store, seen, cause, workerId).catch((error: unknown) =>
      watch.report('scan.failed', { project: site.project.name, lock }, error),
    );
    if (ended === undefined) continue;
    freed += 1;
    log.event('lock.freed', { project: site.project.name, lock, processId, cause: ended });
  }
  return freed;
}

/** Those that somebody holds, as they stand now. */
async function seeLocks({ store: { redis, keys } }: Site, locks: readonly LockName[]): Promise<SeenLock[]> {
  if (locks.length === 0) return [];
  const reads = redis.pipeline();
  for (const lock of locks) {
    reads.hmget(keys.lock(lock).lock, 'processId', 'fence');
    reads.zscore(keys.own.leases, leaseName({ lock }));
  }
  const replies = (await reads.exec()) ?? [];
  return locks.flatMap((lock, place): SeenLock[] => {
    const [[error, fields], [, deadline]] = [replies[place * 2] ?? [null], replies[place * 2 + 1] ?? [null]];
    // A key of another type is told of by whoever verifies.
    const [processId, fenceText] = error ? [] : (fields as (string | null)[]);
    const holder = processIdSchema.safeParse(processId);
    const fence = fenceSchema.safeParse(fenceText);
    if (!holder.success || !fence.success) return [];
    return [{ lock, holder: holder.data, fence: fence.data, deadlineMs: Number(deadline ?? 0) }];
  });
}
