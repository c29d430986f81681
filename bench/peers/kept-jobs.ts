/** A peer: finished jobs that BullMQ keeps, as one keeps them to find their result again. */

import { Queue, QueueEvents, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { askMany } from '../asker.ts';

const QUEUE = 'kept';

/** Carries out so many jobs, all of which stay; the events, which are capped, are gone when it resolves. */
export async function keepJobs(redis: Redis, url: string, first: number, count: number): Promise<void> {
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  const events = new QueueEvents(QUEUE, { connection });
  const worker = new Worker(QUEUE, async () => 'done', { connection, concurrency: 50 });
  events.setMaxListeners(0);
  queue.setMaxListeners(0);
  await events.waitUntilReady();
  const run = async (number: number): Promise<void> => {
    const job = await queue.add('noop', { number });
    await job.waitUntilFinished(events);
  };
  await askMany(run, { first, count, inFlight: 50 });
  await Promise.all([worker.close(), events.close(), queue.close()]);
  await redis.del(`bull:${QUEUE}:events`);
}
