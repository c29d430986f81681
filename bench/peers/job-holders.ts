/** A peer: BullMQ's workers with its default times, each of which holds one job and dies with it. */

import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { connectWorker } from '../../src/redis/connect.ts';
import type { Lab } from '../lab.ts';
import type { Mortal } from '../mortal.ts';

const QUEUE = 'mortal';
const STARTED_WITHIN_MS = 180_000;

/** Starts so many that hold a job each, and then one that lives on and takes what comes free. */
export async function startJobHolders(lab: Lab, redis: Redis, redisUrl: string, count: number): Promise<Mortal[]> {
  const connection = connectWorker({ url: redisUrl, name: 'bench-jobs' });
  const queue = new Queue(QUEUE, { connection });
  await queue.addBulk(Array.from({ length: count }, () => ({ name: 'held', data: {} })));
  const mortals: Mortal[] = [];
  for (let started = 0; started < count; started += 1) mortals.push(await startOne(lab, redis, redisUrl));
  const survivor = new Worker(QUEUE, async () => undefined, { connection, concurrency: count });
  lab.onClose(async () => {
    await Promise.all([survivor.close(true), queue.close()]);
    connection.disconnect();
  });
  await survivor.waitUntilReady();
  return mortals;
}

async function startOne(lab: Lab, redis: Redis, redisUrl: string): Promise<Mortal> {
  const holder = lab.start('bench/programs/job-holder.js', [QUEUE, redisUrl]);
  const { jobId } = await holder.next(({ event }) => event === 'took', STARTED_WITHIN_MS);
  return {
    name: `the holder of job ${String(jobId)}`,
    kill: () => holder.kill('SIGKILL'),
    freedAtMs: () => stalledAtMs(redis, String(jobId)),
  };
}

/** An entry's id begins with Redis's time in ms. */
async function stalledAtMs(redis: Redis, jobId: string): Promise<number | undefined> {
  for (const [id, fields] of await redis.xrange(`bull:${QUEUE}:events`, '-', '+')) {
    if (fields.includes('stalled') && fields.includes(jobId)) return Number.parseInt(id, 10);
  }
  return undefined;
}
