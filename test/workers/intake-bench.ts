/** A workshop with a simulated GitHub, for tests of the intake. */

import { QUICK } from '../support/live-project.ts';
import type { GitHubSimulator, SimulatedRequest } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import { startDoomed, untilDead } from '../support/doomed.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, Workshop } from './workshop.ts';

const HOUR_MS = 3_600_000;

export class IntakeBench {
  readonly workshop: Workshop;
  readonly simulator: GitHubSimulator;
  readonly repository: SimulatedRepository;

  static async open(): Promise<IntakeBench> {
    return new IntakeBench(await Workshop.open(), await startHonestGitHub());
  }

  private constructor(workshop: Workshop, simulator: GitHubSimulator) {
    this.workshop = workshop;
    this.simulator = simulator;
    this.repository = simulator.repo(workshop.live.name);
  }

  get live() {
    return this.workshop.live;
  }

  get keys() {
    return this.live.store.keys;
  }

  /** What a worker of this project is started with; nothing is looked at by itself but at its start. */
  flags(over: Record<string, string | number> = {}): Record<string, string | number> {
    const github = { githubToken: this.simulator.token, githubApiUrl: this.simulator.url };
    return { ...github, sweepEveryMs: HOUR_MS, scanEveryMs: HOUR_MS, intake: 'poppobuilder', ...over };
  }

  async start(over: Record<string, string | number> = {}): Promise<RunningWorkers> {
    return this.live.work(this.flags(over));
  }

  /** Lets a worker in a process of its own die at this point. */
  async dieAt(at: string): Promise<void> {
    const { name: projects, redisUrl } = this.live;
    const flags = JSON.stringify({ ...QUICK, projects, redisUrl, ...this.flags() });
    await untilDead(startDoomed({ at }, 'test/programs/worker.js', [flags]), at);
  }

  /** Waits until the sweeps of the start have been. */
  async startSwept(over: Record<string, string | number> = {}): Promise<RunningWorkers> {
    const workers = await this.start(over);
    await this.workshop.untilLogged('labels.served');
    await this.workshop.untilLogged('sweep.finished');
    await this.workshop.untilLogged('intake.swept');
    await waitFor('the queue of the labels to be empty', async (saw) => {
      const counts = await this.workshop.queues.labels.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      saw(counts);
      return Object.values(counts).every((count) => count === 0);
    });
    return workers;
  }

  /** Sweeps for work once more; what came of it. */
  async sweep(): Promise<Record<string, unknown>> {
    return this.run({ v: 1, kind: 'intake-sweep', project: this.live.name });
  }

  /** Looks at one issue or comment, as after a delivery; what came of it. */
  async look(about: { issue: number; comment?: number }): Promise<Record<string, unknown>> {
    return this.run({ v: 1, kind: 'intake-look', project: this.live.name, ...about });
  }

  async run(data: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { labels } = this.workshop.queues;
    const { returnvalue } = await untilJob(labels, await labels.add(String(data['kind']), data), 'completed');
    return returnvalue as Record<string, unknown>;
  }

  /** An issue that is work by the preset; its number. */
  work(number: number, ...more: string[]): number {
    return this.repository.createIssue({ number, labels: ['task:misc', ...more] });
  }

  task(issue: number): Promise<Record<string, string>> {
    return this.live.redis.hgetall(this.keys.issue(issue).task);
  }

  /** The tasks that wait, in the order of their marks. */
  waiting(): Promise<string[]> {
    return this.live.redis.zrange(this.keys.own.tasks_wanted, 0, '-1');
  }

  /** The issues whose tickets wait, in the order in which they will be drawn. */
  async tickets(): Promise<number[]> {
    const jobs = await this.workshop.queues.tasks.getPrioritized();
    return jobs.map(({ data }: { data: { issue: number } }) => data.issue);
  }

  async untilTask(issue: number, state: string): Promise<Record<string, string>> {
    return waitFor(`the task of #${issue} to be ${state}`, async (saw) => {
      const task = await this.task(issue);
      saw(task);
      return task['state'] === state ? task : undefined;
    });
  }

  /** As if the issue had been worked on, and awaited a response. */
  async await(issue: number): Promise<void> {
    const { driven } = this.workshop;
    const holder = await driven.register();
    const fence = await driven.take(issue, holder);
    await driven.handBack(issue, holder, fence, 'awaiting-response');
  }

  requests(path: RegExp): SimulatedRequest[] {
    return this.simulator.requests.filter((request) => path.test(request.path));
  }

  async close(): Promise<void> {
    await this.workshop.close();
    await this.simulator.stop();
  }
}

/** A fresh one for each test of the enclosing `describe`. */
export function useIntakeBench(): { readonly open: IntakeBench } {
  const holder = {} as { open: IntakeBench };
  beforeEach(async () => {
    holder.open = await IntakeBench.open();
  });
  afterEach(() => holder.open.close());
  return holder;
}
