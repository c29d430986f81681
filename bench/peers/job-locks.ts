/** A peer: BullMQ's own heartbeat, the script by which a worker extends the locks of all the jobs that it has. */

import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { connectWorker } from '../../src/redis/connect.ts';
import type { OpenBeats } from '../beats.ts';

const QUEUE = 'locks';
const LOCK_MS = 30_000;

/** Writes the locks of so many jobs for each of so many workers, as taking a job does. */
export async function buildLocks(redis: Redis, workers: number, jobsEach: number): Promise<void> {
  for (let worker = 0; worker < workers; worker += 1) {
    const pipeline = redis.pipeline();
    for (const id of jobsOf(worker, workers, jobsEach)) pipeline.set(`bull:${QUEUE}:${id}:lock`, tokenOf(worker));
    await pipeline.exec();
  }
}

export const openJobLocks: OpenBeats = async ({ redisUrl, processes, leasesEach }) => {
  const queue = new Queue(QUEUE, { connection: connectWorker({ url: redisUrl, name: 'bench-locks' }) });
  await queue.waitUntilReady();
  return async (worker) => {
    const ids = jobsOf(worker, processes, leasesEach);
    const lost = await queue.getBackend().extendLocks(
      ids,
      ids.map(() => tokenOf(worker)),
      LOCK_MS,
    );
    if (lost.length > 0) throw new Error(`worker ${worker} lost ${lost.length} locks`);
  };
};

const tokenOf = (worker: number): string => `token-of-worker-${worker}`;

const jobsOf = (worker: number, workers: number, jobsEach: number): string[] =>
  Array.from({ length: jobsEach }, (_, place) => String(worker + place * workers));
