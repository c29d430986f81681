/** Counts the jobs of queues, for people. */

import type { Queue } from 'bullmq';
import { toRedisFault } from '../redis/faults.ts';

export interface JobCounts {
  /** Ready to be taken, those with a priority included. */
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) */
export async function countJobs(queue: Queue): Promise<JobCounts> {
  const counts = await queue
    .getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')
    .catch((error: unknown) => {
      throw toRedisFault(error, `counting the jobs of ${queue.name}`);
    });
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { waiting: waiting + prioritized, active, delayed, failed };
}
