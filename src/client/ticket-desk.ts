/** Serves tickets: claims task and lease in one step and runs the handler under the lease, or puts the ticket back. */

import { DelayedError, type Job } from '../redis/bullmq.ts';
import { type Ticket, ticketSchema } from '../../queues/follow-ups.ts';
import type { ProcessId } from '../../queues/values.ts';
import { afterChange, enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { jobFailure } from '../enqueue/job-fault.ts';
import { toRedisFault } from '../redis/faults.ts';
import { present } from '../store/present.ts';
import { claimTask, type ClaimOutcome } from '../transitions/claim-task.ts';
import { parseRequest } from '../validation.ts';
import { checkinWhileTrusted } from './checkin-while-trusted.ts';
import type { ClientContext } from './client-context.ts';
import type { Holder } from './holder.ts';
import type { Lease } from './lease.ts';
import { newRequestId } from './random-id.ts';
import { runUnderLease, type WorkResult } from './with-issue.ts';

/** A task as its handler sees it. */
export interface Task {
  id: string;
  issue: number;
  type: string;
  priority: string;
  /** The id of the comment that is to be answered; absent where the task is the issue itself. */
  comment?: string;
  /** Which run of the task this is; a repaired one comes again with the next number. */
  run: number;
}

export type WorkHandler = (task: Task, lease: Lease) => Promise<WorkResult | void>;

/** What becomes of a ticket: it is done with, or comes again after a while. */
type Served = { done: string } | { againAfterMs: number };

/** Pause before a ticket whose issue somebody else holds is tried again. */
const HELD_PAUSE_MS = 2_000;

export class TicketDesk {
  readonly #context: ClientContext;
  readonly #holder: Holder;
  readonly #handler: WorkHandler;
  readonly #serving = new Set<Promise<Served>>();
  #isOpen = true;

  constructor(context: ClientContext, holder: Holder, handler: WorkHandler) {
    this.#context = context;
    this.#holder = holder;
    this.#handler = handler;
  }

  /** Serves one drawn ticket; what becomes of the task is said by its lease, never by the ticket's job. */
  async serve(job: Job, token: string | undefined): Promise<string> {
    const served = this.#isOpen ? await this.#serve(job) : { againAfterMs: 0 };
    if ('done' in served) return served.done;
    // The ticket waits without using up one of its tries.
    await job.moveToDelayed(Date.now() + served.againAfterMs, token);
    throw new DelayedError();
  }

  /** Serves no further ticket; resolves when the handlers under way are done. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await Promise.allSettled(this.#serving);
  }

  async #serve(job: Job): Promise<Served> {
    const serving = this.#claimAndRun(job).catch((error: unknown) => {
      throw jobFailure(toRedisFault(error, 'a ticket'));
    });
    this.#serving.add(serving);
    try {
      return await serving;
    } finally {
      this.#serving.delete(serving);
    }
  }

  async #claimAndRun(job: Job): Promise<Served> {
    const ticket = parseRequest(ticketSchema, job.data, 'job data');
    const { processId } = this.#holder;
    const claim = await this.#claim(ticket, processId);
    switch (claim.outcome) {
      case 'granted':
        return { done: await this.#run(ticket, claim, processId) };
      case 'stale':
      case 'quarantined':
        return { done: claim.outcome };
      case 'held':
        return { againAfterMs: HELD_PAUSE_MS };
      case 'cooling-down':
        return { againAfterMs: Math.max(0, claim.untilMs - this.#context.clock.earliestMs) };
      case 'process-ended':
        await this.#holder.beReborn();
        return { againAfterMs: 0 };
    }
  }

  #claim(ticket: Ticket, processId: ProcessId): Promise<ClaimOutcome> {
    const { store, rules, settings } = this.#context;
    const claim = { ticket, processId, requestId: newRequestId(), ttlMs: settings.heartbeatTtlMs };
    return this.#holder.producer.track(claimTask(store, claim, rules));
  }

  async #run(
    ticket: Ticket,
    claim: Extract<ClaimOutcome, { outcome: 'granted' }>,
    processId: ProcessId,
  ): Promise<string> {
    const { issue, taskId: id, run } = ticket;
    const { taskType: type, priority, comment } = claim;
    const { log, project, target } = this.#context;
    const lease = this.#holder.hold(
      { ...claim, issue, processId, previous: claim.previous },
      { taskType: type, priority },
    );
    const fields = { project: project.name, issue, processId, fence: lease.fence };
    log.event('task.claimed', fields);
    // The claim changed the issue's state; the scan sees to the labels where this fails.
    await enqueueFollowUps(target, afterChange(issue)).catch(() => undefined);
    if (lease.signal.aborted) return await giveUp(lease);
    try {
      const task: Task = present({ id, issue, type, priority, comment, run });
      const { checkin } = await runUnderLease(lease, () => this.#handler(task, lease));
      log.event('task.finished', { ...fields, outcome: checkin.outcome });
      return checkin.outcome;
    } catch (error) {
      log.event('task.failed', fields, error);
      return 'error';
    }
  }
}

/** Before its handler began it was lost; or cancelled, and then it is still held. */
async function giveUp(lease: Lease): Promise<string> {
  if (lease.trustedForMs === 0) return 'lost';
  const { message } = lease.signal.reason as Error;
  const { outcome } = await checkinWhileTrusted(lease, 'error', { result: { error: message } });
  return outcome;
}
