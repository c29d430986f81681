/** The story of a holder that is stopped in the middle of its checkin, and continued when the test says so. */

import type { Queue } from 'bullmq';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import type { ChildMessage } from '../support/child.ts';
import { type HolderChild, LiveProject } from '../support/live-project.ts';
import { waitFor } from '../support/wait-for.ts';

export const ISSUE = 1;

/** Longer than any story lasts on a machine under load. */
const TIMEOUT_MS = 120_000;

export class StoppedCheckin {
  readonly project: LiveProject;
  readonly #requests: Queue;
  #holder: HolderChild | undefined;
  #answer: Promise<ChildMessage> = Promise.reject(new Error('it was never stopped'));

  constructor(redisUrl: string) {
    this.project = new LiveProject(redisUrl);
    this.#requests = openProjectQueues(this.project.redis, this.project.name).requests;
    this.#answer.catch(() => undefined);
  }

  /** In the end the checkin lies in the queue, which is paused, and its holder is stopped. */
  async stop(heartbeatTtlMs: number): Promise<void> {
    await this.project.work();
    const holder = await this.project.connectInChild('stopped', { heartbeatTtlMs, requestTimeoutMs: TIMEOUT_MS });
    await holder.does({ do: 'checkout', issue: ISSUE });
    await this.#requests.pause();
    this.#answer = holder.does({ do: 'checkin', issue: ISSUE, status: 'completed', result: 'mine' }, TIMEOUT_MS);
    this.#answer.catch(() => undefined);
    await waitFor('the checkin to lie in the queue', async () => (await this.#requests.count()) === 1);
    await holder.child.kill('SIGSTOP');
    this.#holder = holder;
  }

  /** Lets a worker carry the checkin out, its holder being stopped all the while. */
  async carryOut(): Promise<void> {
    await this.#requests.resume();
    await waitFor('the checkin to be carried out', async () => (await this.#requests.getCompletedCount()) === 2);
  }

  /** Continues the holder; what it hears of its checkin. */
  async goOn(): Promise<ChildMessage> {
    await this.#holder?.child.kill('SIGCONT');
    return this.#answer;
  }

  /** What the holder said of leases that it lost. */
  get losses(): ChildMessage[] {
    return this.#holder?.child.messages.filter(({ event }) => event === 'lost') ?? [];
  }
}
