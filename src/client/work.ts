/** Takes waiting tasks by priority: draws tickets, claims task and lease in one step, runs the handler under the lease. */

import { DelayedError, type Job, Worker } from 'bullmq';
import { z } from 'zod';
import { type Ticket, ticketSchema } from '../../queues/follow-ups.ts';
import { projectPrefix, QUEUE_NAMES } from '../../queues/names.ts';
import { MAX_STALLS, QUEUE_POLICIES } from '../../queues/policies.ts';
import { backoffStrategy } from '../enqueue/backoff.ts';
import { enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { connectWorker } from '../redis/connect.ts';
import { claimTask, type ClaimOutcome } from '../transitions/claim-task.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import { newRequestId } from './random-id.ts';
import type { Lease, LeaseHolder } from './lease.ts';
import { runUnderLease, type WorkResult } from './with-issue.ts';

/** A task as its handler sees it. */
export interface Task {
  id: string;
  issue: number;
  type: string;
  priority: string;
  /** Which run of the task this is; a repaired one comes again with the next number. */
  run: number;
}

export type WorkHandler = (task: Task, lease: Lease) => Promise<WorkResult>;

export interface WorkOptions {
  /** Tasks worked on side by side; 1 to 100, default 1. */
  concurrency?: number;
  /** Ends the work: what runs is finished, nothing new is taken. */
  signal?: AbortSignal;
}

/** Works until the signal aborts or the client closes; resolves when the last handler is done. */
export async function work(
  context: ClientContext,
  holder: LeaseHolder,
  handler: WorkHandler,
  options: WorkOptions,
): Promise<void> {
  const { concurrency, signal } = parseRequest(workOptionsSchema, options, 'options');
  const connection = connectWorker({ url: context.redisUrl, name: `mirin-work:${holder.processId}` });
  const policy = QUEUE_POLICIES[QUEUE_NAMES.tasks];
  const worker = new Worker(QUEUE_NAMES.tasks, (job, token) => draw(context, holder, handler, job, token), {
    connection,
    prefix: projectPrefix(context.project.key),
    concurrency,
    lockDuration: policy.lockMs,
    stalledInterval: policy.stalledEveryMs,
    maxStalledCount: MAX_STALLS,
    settings: { backoffStrategy: backoffStrategy(QUEUE_NAMES.tasks) },
  });
  worker.on('error', (error) => context.log.event('worker.failed', { queue: QUEUE_NAMES.tasks }, error));
  await aborted(AbortSignal.any([holder.closing, ...(signal === undefined ? [] : [signal])]));
  await worker.close();
  connection.disconnect();
}

const workOptionsSchema = z.strictObject({
  concurrency: z
    .number({ error: 'a whole number from 1 to 100' })
    .int({ error: 'a whole number' })
    .min(1, { error: 'at least 1' })
    .max(100, { error: 'at most 100' })
    .default(1),
  signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
});

/** Pause before a ticket whose issue somebody else holds is tried again. */
const HELD_PAUSE_MS = 2_000;

/** Draws one ticket; what becomes of the task is said by its lease, never by the ticket's job. */
async function draw(
  context: ClientContext,
  holder: LeaseHolder,
  handler: WorkHandler,
  job: Job,
  token: string | undefined,
): Promise<string> {
  const ticket = parseRequest(ticketSchema, job.data, 'ticket');
  const claim = {
    ticket,
    processId: holder.processId,
    requestId: newRequestId(),
    ttlMs: context.settings.heartbeatTtlMs,
  };
  const outcome = await claimTask(context.store, claim, context.rules);
  switch (outcome.outcome) {
    case 'granted':
      return await run(context, holder, handler, ticket, outcome);
    case 'stale':
    case 'quarantined':
      return outcome.outcome;
    case 'held':
    case 'process-ended':
      return await putBack(job, token, Date.now() + HELD_PAUSE_MS);
    case 'cooling-down':
      return await putBack(job, token, outcome.untilMs);
  }
}

/** The ticket waits without using up one of its tries. */
async function putBack(job: Job, token: string | undefined, untilMs: number): Promise<never> {
  await job.moveToDelayed(untilMs, token);
  throw new DelayedError();
}

async function run(
  context: ClientContext,
  holder: LeaseHolder,
  handler: WorkHandler,
  ticket: Ticket,
  claim: Extract<ClaimOutcome, { outcome: 'granted' }>,
): Promise<string> {
  const { taskType, priority } = claim;
  const granted = { ...claim, issue: ticket.issue, processId: holder.processId, previous: claim.previous };
  const lease = holder.holdLease(granted, { taskType, priority });
  await followUp(context, ticket.issue);
  const task: Task = { id: ticket.taskId, issue: ticket.issue, type: taskType, priority, run: ticket.run };
  try {
    const { checkin } = await runUnderLease(lease, () => handler(task, lease));
    return checkin.outcome;
  } catch (error) {
    context.log.event('task.failed', { project: context.project.name, issue: task.issue }, error);
    return 'error';
  }
}

/** The claim changed the issue's state; the scan sees to the labels where this fails. */
const followUp = (context: ClientContext, issue: number): Promise<void> =>
  enqueueFollowUps(context.target, [{ kind: 'label-sync', issue }]).catch(() => undefined);

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
