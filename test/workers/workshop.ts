/** A project on a Redis of its own: bare transitions make its state, and its workers start when a test says so. */

import type { Job, Queue } from 'bullmq';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import {
  closeQueues,
  openProjectQueues,
  openSharedQueues,
  type ProjectQueues,
  type SharedQueues,
} from '../../src/enqueue/open-queues.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor, type WaitForOptions } from '../support/wait-for.ts';

export class Workshop {
  readonly server: TestRedis;
  /** Starts workers and clients. */
  readonly live: LiveProject;
  /** The same project, moved by transitions alone: nothing is enqueued, as if whoever should have done so had died. */
  readonly driven: DrivenProject;
  readonly queues: ProjectQueues & SharedQueues;

  static async open(): Promise<Workshop> {
    return new Workshop(await startRedis());
  }

  private constructor(server: TestRedis) {
    this.server = server;
    this.live = new LiveProject(server.url);
    this.driven = new DrivenProject(this.live.redis, this.live.name);
    this.queues = { ...openProjectQueues(this.live.redis, this.live.name), ...openSharedQueues(this.live.redis) };
  }

  /** Has the project scanned once more, by whichever worker; what that scan counted. */
  async scan(): Promise<Record<string, unknown>> {
    const data = { v: 1, kind: 'project-scan', project: this.live.name };
    const { orphans } = this.queues;
    const { returnvalue } = await untilJob(orphans, await orphans.add(data.kind, data), 'completed');
    return returnvalue as Record<string, unknown>;
  }

  /** Waits until the workers have logged this event so many times. */
  async untilLogged(event: string, times = 1): Promise<void> {
    await waitFor(`the workers to log ${event} ${times} times`, (saw) => {
      const { logged } = this.live;
      saw(logged.slice(-5));
      return logged.filter((line) => line['event'] === event).length >= times;
    });
  }

  async close(): Promise<void> {
    await closeQueues(...Object.values(this.queues));
    await this.live.end();
    await this.server.stop();
  }
}

/** A fresh one for each test of the enclosing `describe`. */
export function useWorkshop(): { readonly open: Workshop } {
  const holder = {} as { open: Workshop };
  beforeEach(async () => {
    holder.open = await Workshop.open();
  });
  afterEach(() => holder.open.close());
  return holder;
}

/** The job as it is in Redis when it has come to this state. */
export async function untilJob(
  queue: Queue,
  { id = '' }: Pick<Job, 'id'>,
  state: string,
  options?: WaitForOptions,
): Promise<Job> {
  return waitFor(
    `job ${id} of ${queue.name} to be ${state}`,
    async (saw) => {
      // In this order: what the job left is there before its state says so.
      const now = await queue.getJobState(id);
      const job = await queue.getJob(id);
      saw([now, job?.failedReason]);
      return now === state ? job : undefined;
    },
    options,
  );
}

/** A checkout that may be granted for an hour. */
export const checkoutRequest = (issue: number, processId: ProcessId, requestId: string): CheckoutRequest => ({
  v: 1,
  kind: 'checkout',
  requestId: requestId as RequestId,
  issue,
  processId,
  taskType: 'misc',
  priority: 'normal',
  ttlMs: 600_000,
  deadlineMs: Date.now() + 3_600_000,
  reopen: false,
  adopt: false,
});
