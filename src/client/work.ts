/** Works on waiting tasks by priority, as long as its caller wants to. */

import { Worker } from '../redis/bullmq.ts';
import { z } from 'zod';
import { projectPrefix, QUEUE_NAMES } from '../../queues/names.ts';
import { MAX_STALLS, QUEUE_POLICIES } from '../../queues/policies.ts';
import { backoffStrategy } from '../enqueue/backoff.ts';
import { drainWorker } from '../enqueue/drain-worker.ts';
import { connectWorker } from '../redis/connect.ts';
import { isPassing } from '../redis/faults.ts';
import { checkSchema, unlessOtherSchema } from '../redis/schema.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import { within } from './deadline.ts';
import type { Holder } from './holder.ts';
import { TicketDesk, type WorkHandler } from './ticket-desk.ts';

export interface WorkOptions {
  /** Tasks worked on side by side; 1 to 100, default 1. */
  concurrency?: number;
  /** Ends the work: what runs is finished, nothing new is taken. */
  signal?: AbortSignal;
}

const optionsSchema = z.strictObject({
  concurrency: z
    .number({ error: 'a whole number from 1 to 100' })
    .int({ error: 'a whole number' })
    .min(1, { error: 'at least 1' })
    .max(100, { error: 'at most 100' })
    .default(1),
  signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
});

/** Works until the signal aborts, the process is drained or the client closes; resolves when the last handler is done. */
export async function work(
  context: ClientContext,
  holder: Holder,
  handler: WorkHandler,
  options: WorkOptions,
): Promise<void> {
  const { concurrency, signal } = parseRequest(optionsSchema, options, 'options');
  holder.producer.assertOpen();
  await within(context.settings.requestTimeoutMs, checkSchema(context.store)).catch(unlessOtherSchema);
  const desk = new TicketDesk(context, holder, handler);
  const connection = connectWorker({ url: context.redisUrl, name: `mirin-work:${holder.processId}` });
  const policy = QUEUE_POLICIES[QUEUE_NAMES.tasks];
  const worker = new Worker(QUEUE_NAMES.tasks, (job, token) => desk.serve(job, token), {
    connection,
    prefix: projectPrefix(context.project.key),
    concurrency,
    lockDuration: policy.lockMs,
    stalledInterval: policy.stalledEveryMs,
    maxStalledCount: MAX_STALLS,
    skipVersionCheck: true,
    settings: { backoffStrategy: backoffStrategy(QUEUE_NAMES.tasks) },
  });
  // What the state of Redis brings about, the heartbeats tell already.
  worker.on('error', (error) =>
    context.log.event(isPassing(error) ? 'redis.interrupted' : 'worker.failed', { queue: QUEUE_NAMES.tasks }, error),
  );
  const ends = [holder.producer.closing, holder.draining];
  await firstAbort(signal === undefined ? ends : [...ends, signal]);
  await worker.pause(true);
  await desk.close();
  await drainWorker(worker, connection, context.settings.drainTimeoutMs);
  connection.disconnect();
}

/** Unlike AbortSignal.any it leaves nothing behind on signals that live long. */
function firstAbort(signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', end);
    if (signals.some((signal) => signal.aborted)) end();
  });
}
