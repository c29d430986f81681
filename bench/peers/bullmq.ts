/** A peer: BullMQ's own way to ask and be answered, `add` and `waitUntilFinished`, with a worker that does nothing. */

import { Queue, QueueEvents, Worker } from 'bullmq';
import { QUEUE_POLICIES } from '../../queues/policies.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { connectWorker } from '../../src/redis/connect.ts';
import type { OpenAsker } from '../asker.ts';

const QUEUE = 'peer';

/** As many finished jobs are kept as of ours. */
const JOB_OPTIONS = { removeOnComplete: QUEUE_POLICIES['mirin-requests'].keepCompleted };

export const openBullmq: OpenAsker = async ({ redisUrl }) => {
  const connection = connectWorker({ url: redisUrl, name: 'bench-bullmq' });
  const queue = new Queue(QUEUE, { connection });
  const events = new QueueEvents(QUEUE, { connection });
  // Each call that waits listens for its job.
  events.setMaxListeners(0);
  queue.setMaxListeners(0);
  await events.waitUntilReady();
  return {
    ask: async (number) => {
      const job = await queue.add('noop', { number }, JOB_OPTIONS);
      await job.waitUntilFinished(events);
    },
  };
};

/** The worker, with as many jobs side by side as ours. */
export async function answerBullmq(redisUrl: string): Promise<void> {
  const connection = connectWorker({ url: redisUrl, name: 'bench-bullmq-worker' });
  const concurrency = settingsSchema.parse({}).workerConcurrency;
  const worker = new Worker(QUEUE, async () => 'done', { connection, concurrency });
  await worker.waitUntilReady();
}
