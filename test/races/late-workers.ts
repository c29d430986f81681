/** The story of three requests, each given to a worker that halts over it for longer than its lock, and to another. */

import type { Halt } from '../programs/halting-worker.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import type { IssueRecord } from '../../src/store/issue-record.ts';
import type { Child, ChildMessage } from '../support/child.ts';
import { checkoutRequest, untilJob, Workshop } from '../workers/workshop.ts';
import { isHalting, startHalting, TAKEN_OVER } from './halting.ts';

/** By the id of the request, which is that of its job. */
const HALTS = {
  'stopped-before': { when: 'before', how: 'SIGSTOP' },
  'stopped-after': { when: 'after', how: 'SIGSTOP' },
  'hung-before': { when: 'before', how: 'block' },
} as const satisfies Record<string, Omit<Halt, 'key'>>;
export type LateRequest = keyof typeof HALTS;
const LATE = Object.keys(HALTS) as LateRequest[];

/** All that a request leaves. */
export interface Traces {
  /** To the byte. */
  outcome: string | null;
  record: IssueRecord;
  history: string[];
  returned: unknown;
  /** How often its job was given to a worker. */
  draws: number;
}

export class LateWorkers {
  readonly workshop: Workshop;
  /** What each request had left when its first worker was let go on. */
  readonly tracesBefore = new Map<LateRequest, Traces>();
  readonly #workers = new Map<LateRequest, Child>();

  static async open(): Promise<LateWorkers> {
    return new LateWorkers(await Workshop.open());
  }

  private constructor(workshop: Workshop) {
    this.workshop = workshop;
  }

  async happen(): Promise<void> {
    const { driven, live, queues } = this.workshop;
    const asker = await driven.register('asker');
    for (const name of LATE) {
      const worker = startHalting(this.workshop, { key: `:request:${name}`, ...HALTS[name] });
      await worker.next(({ event }) => event === 'ready', 60_000);
      await queues.requests.add('checkout', checkoutRequest(issueOf(name), asker, name), { jobId: name });
      await worker.next(isHalting, 60_000);
      this.#workers.set(name, worker);
    }
    const other = await live.workInChild();
    for (const [name, worker] of this.#workers) {
      await untilJob(queues.requests, { id: name }, 'completed', TAKEN_OVER);
      this.tracesBefore.set(name, await this.traces(name));
      await worker.kill('SIGCONT');
      worker.tell('go on');
    }
    await other.kill('SIGTERM');
    await other.next(({ event }) => event === 'stopped');
  }

  /** What the script answered the late worker, when that went on. */
  async answerOf(name: LateRequest): Promise<string> {
    const isAnswer = ({ event }: ChildMessage): boolean => event === 'carried-out';
    return JSON.stringify(await this.#workers.get(name)?.next(isAnswer, 60_000));
  }

  async traces(name: LateRequest): Promise<Traces> {
    const { live, queues } = this.workshop;
    const job = await queues.requests.getJob(name);
    return {
      outcome: await live.redis.get(live.store.keys.request(name)),
      record: await live.issue(issueOf(name)),
      history: (await issueHistory(live.store, issueOf(name))).map(({ type }) => type),
      returned: job?.returnvalue as unknown,
      draws: job?.attemptsStarted ?? 0,
    };
  }
}

const issueOf = (name: LateRequest): number => LATE.indexOf(name) + 1;
