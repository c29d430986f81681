/** Cuts BullMQ's locks to their length where Redis's clock was set back: those from before would last longer by the step. */

import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueName } from '../queues/names.ts';
import { QUEUE_POLICIES } from '../queues/policies.ts';
import type { Site, WorkerContext } from './site.ts';

/** A job of a worker that died would else wait for that long: no other takes it, and none looks for such jobs. */
export async function cutLocks({ queues }: Site, { redis, shared }: WorkerContext): Promise<void> {
  await Promise.all(
    [...Object.values(queues), ...Object.values(shared)].map(async (queue: Queue) => {
      for (const { key, lengthMs } of await locksOf(queue, redis)) {
        if ((await redis.pttl(key)) > lengthMs) await redis.pexpire(key, lengthMs);
      }
    }),
  );
}

interface Lock {
  key: string;
  lengthMs: number;
}

/** The locks of the jobs under way, and the one that spaces the looks for jobs that stalled. */
async function locksOf(queue: Queue, redis: Redis): Promise<Lock[]> {
  const { lockMs, stalledEveryMs } = QUEUE_POLICIES[queue.name as QueueName];
  const jobIds = await redis.lrange(queue.toKey('active'), 0, -1);
  const ofJobs = jobIds.map((id) => ({ key: `${queue.toKey(id)}:lock`, lengthMs: lockMs }));
  return [{ key: queue.toKey('stalled-check'), lengthMs: stalledEveryMs }, ...ofJobs];
}
