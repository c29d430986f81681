/** Stops a BullMQ worker in bounded time, which its own `close` does not: that waits for handlers as long as they take. */

import type { Worker } from 'bullmq';

/**
 * Draws no further job and waits for those under way, `withinMs` from when `mayTakeTime` is over. What is not done by
 * then is left, to be taken up by another worker when its lock runs out.
 */
export async function drainWorker(worker: Worker, withinMs: number, mayTakeTime?: Promise<unknown>): Promise<void> {
  // Where Redis is away a pause takes until it is back, and may then fail.
  const paused = worker.pause().catch(() => undefined);
  await mayTakeTime;
  let limit: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    limit = setTimeout(resolve, withinMs);
  });
  await Promise.race([paused, timeIsUp]);
  clearTimeout(limit);
  await worker.close(true).catch(() => undefined);
}
