/** Stops a BullMQ worker in bounded time, which its own `close` does not: that waits for handlers as long as they take. */

import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** Longest wait for Redis to answer, before its jobs are left to others. */
const ANSWERS_WITHIN_MS = 1_000;

/**
 * Draws no further job, lets those under way end, and cancels after `withinMs` what has not. Without Redis nothing can be
 * recorded any more: the jobs are taken up by other workers when their locks run out.
 */
export async function drainWorker(worker: Worker, connection: Redis, withinMs: number): Promise<void> {
  await worker.pause(true);
  if (!(await answers(connection))) return worker.close(true);
  const limit = setTimeout(() => worker.cancelAllJobs('the worker stops'), withinMs);
  await worker.close();
  clearTimeout(limit);
}

async function answers(connection: Redis): Promise<boolean> {
  if (connection.status !== 'ready') return false;
  let limit: NodeJS.Timeout | undefined;
  const silence = new Promise<false>((resolve) => {
    limit = setTimeout(() => resolve(false), ANSWERS_WITHIN_MS);
  });
  const pong = connection.ping().then(
    () => true,
    () => false,
  );
  const isThere = await Promise.race([pong, silence]);
  clearTimeout(limit);
  return isThere;
}
