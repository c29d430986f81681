/**
 * Brings requests into the queue in as few jobs as their number allows: they leave at once while few of this client's
 * jobs are out, and those made meanwhile travel together in the next one.
 */

import type { Queue } from 'bullmq';
import { CHECKIN_JOB_PRIORITY, checkoutJobPriority } from '../../queues/priorities.ts';
import { MAX_BATCH, type Request, requestJob } from '../../queues/requests.ts';

/** Jobs of which no more is heard than that they were added: while so many are out, requests gather. */
const MOST_JOBS_OUT = 2;
/** Nothing gathers for longer: with no worker there, jobs stay out until their requests' time is up. */
const LONGEST_WAIT_MS = 50;
/** A request with so large a payload travels by itself. */
const LARGE_CHARS = 16 * 1024;

interface Waiting {
  request: Request;
  /** Resolves when its outcome came, or nobody waits for it any more. */
  ended: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class GroupCommit {
  readonly #queue: Queue;
  /** By the priority of their job. */
  readonly #waiting = new Map<number, Waiting[]>();
  #jobsOut = 0;
  #timer: NodeJS.Timeout | undefined;
  #isFlushPlanned = false;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Resolves when Redis has taken the job that the request travels in; rejects with the fault of that. */
  add(request: Request, ended: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { request, ended, resolve, reject };
      if (isLarge(request)) void this.#send(priorityOf(request), [waiting]);
      else this.#gather(waiting);
    });
  }

  #gather(waiting: Waiting): void {
    const priority = priorityOf(waiting.request);
    const group = this.#waiting.get(priority);
    if (group === undefined) this.#waiting.set(priority, [waiting]);
    else group.push(waiting);
    this.#planFlush();
    this.#timer ??= setTimeout(() => this.#flush(true), LONGEST_WAIT_MS);
  }

  /** Requests come in bursts, such as from those who were answered together: all that is asked for in a turn is waited for. */
  #planFlush(): void {
    if (this.#isFlushPlanned || this.#waiting.size === 0) return;
    this.#isFlushPlanned = true;
    process.nextTick(() => {
      this.#isFlushPlanned = false;
      this.#flush(false);
    });
  }

  /** Sends what has gathered, most urgent first, as far as it may leave by now. */
  #flush(isOverdue: boolean): void {
    for (const priority of [...this.#waiting.keys()].toSorted((a, b) => a - b)) this.#flushGroup(priority, isOverdue);
    if (this.#waiting.size > 0 && !isOverdue) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Shares it out to the jobs that are free: while the worker has one in hand, the next is on its way. */
  #flushGroup(priority: number, isOverdue: boolean): void {
    const group = this.#waiting.get(priority) ?? [];
    while (group.length > 0) {
      const free = MOST_JOBS_OUT - this.#jobsOut;
      if (free <= 0 && !isOverdue) return;
      const share = Math.ceil(group.length / Math.max(free, 1));
      void this.#send(priority, group.splice(0, Math.min(share, MAX_BATCH)));
    }
    this.#waiting.delete(priority);
  }

  /** Adds the job; it is out until all of its requests have ended, or Redis did not take it. */
  async #send(priority: number, group: readonly Waiting[]): Promise<void> {
    const requests = group.map(({ request }) => request);
    this.#jobsOut += 1;
    try {
      await this.#queue.add(nameOf(requests), requestJob(requests), { priority });
      for (const { resolve } of group) resolve();
      await Promise.all(group.map(({ ended }) => ended));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#jobsOut -= 1;
    this.#planFlush();
  }
}

/** Job names are those of the requests, also where several travel together. */
const nameOf = ([first]: readonly Request[]): string => first?.kind ?? 'checkout';

const priorityOf = (request: Request): number =>
  request.kind === 'checkin' ? CHECKIN_JOB_PRIORITY : checkoutJobPriority(request.priority);

const isLarge = (request: Request): boolean =>
  request.kind === 'checkin' && (request.result?.length ?? 0) + (request.metadata?.length ?? 0) > LARGE_CHARS;
