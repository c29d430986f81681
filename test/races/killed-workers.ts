/** The story of five hundred requests in the middle of which three workers in a row die over the same job. */

import { expect } from 'chai';
import { type CheckinRequest, type Request, type RequestJob, requestJob, requestsOf } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkoutRequest, Workshop } from '../workers/workshop.ts';
import { isHalting, startHalting, TAKEN_OVER } from './halting.ts';

/** One portion of the requests comes before each worker: the fourth finds what three have left, and its own. */
const PORTIONS = 4;
/** Of each portion: so many checkins, and as many jobs of two issues that two processes ask for. */
const JOBS_OF_A_KIND = 25;

/** Issues that are handed back, and after them those that are asked for. */
export const HANDED_BACK = PORTIONS * JOBS_OF_A_KIND;
export const ASKED_FOR = 2 * HANDED_BACK;

export class KilledWorkers {
  readonly workshop: Workshop;
  readonly requests: Request[] = [];
  #jobs = 0;

  static async open(): Promise<KilledWorkers> {
    return new KilledWorkers(await Workshop.open());
  }

  private constructor(workshop: Workshop) {
    this.workshop = workshop;
  }

  async happen(): Promise<void> {
    const { driven, live, queues } = this.workshop;
    const rivals = [await driven.register('aaaa'), await driven.register('bbbb')];
    const holder = await driven.register('cccc');
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      const jobs = await this.#portion(portion, rivals, holder);
      await queues.requests.addBulk(jobs.map((data) => ({ name: data.kind, data })));
      this.requests.push(...jobs.flatMap(requestsOf));
      this.#jobs += jobs.length;
      if (portion < PORTIONS - 1) await this.#dieOver('checkout-125-aaaa');
    }
    await live.workInChild();
    await this.#untilDone();
  }

  async #dieOver(requestId: string): Promise<void> {
    const worker = startHalting(this.workshop, { key: `:request:${requestId}`, when: 'before', how: 'SIGKILL' });
    await worker.next(isHalting, TAKEN_OVER.withinMs);
    expect(await worker.exited).to.include({ signal: 'SIGKILL' });
  }

  async #portion(portion: number, rivals: readonly ProcessId[], holder: ProcessId): Promise<RequestJob[]> {
    const first = portion * JOBS_OF_A_KIND + 1;
    const numbers = Array.from({ length: JOBS_OF_A_KIND }, (_, index) => first + index);
    const jobs = numbers.map(async (number): Promise<RequestJob[]> => {
      const issues = [HANDED_BACK + 2 * number - 1, HANDED_BACK + 2 * number];
      return [await this.#checkin(number, holder), requestJob(checkouts(issues, rivals))];
    });
    return (await Promise.all(jobs)).flat();
  }

  async #checkin(issue: number, processId: ProcessId): Promise<CheckinRequest> {
    const fence = await this.workshop.driven.take(issue, processId, { ttlMs: 600_000 });
    const requestId = `checkin-${issue}-of-it` as RequestId;
    return { v: 1, kind: 'checkin', requestId, issue, processId, fence, status: 'completed' };
  }

  async #untilDone(): Promise<void> {
    const look = async (saw: (seen: unknown) => void): Promise<boolean> => {
      const { requests } = this.workshop.queues;
      const counts = await requests.getJobCounts('completed', 'failed', 'active', 'waiting', 'delayed');
      saw(counts);
      return counts['completed'] === this.#jobs;
    };
    await waitFor('all jobs to be done', look, TAKEN_OVER);
  }
}

const checkouts = (issues: readonly number[], rivals: readonly ProcessId[]): Request[] =>
  issues.flatMap((issue) =>
    rivals.map((rival) => checkoutRequest(issue, rival, `checkout-${issue}-${rival.slice(0, 4)}`)),
  );
