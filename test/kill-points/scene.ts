/** Projects side by side, each in a database of its own, on one Redis and one simulated GitHub: for deaths at many points. */

import { projectSchema } from '../../queues/project.ts';
import {
  closeQueues,
  openProjectQueues,
  openSharedQueues,
  type ProjectQueues,
  type SharedQueues,
} from '../../src/enqueue/open-queues.ts';
import { type LabelMap, labelMapOf } from '../../src/github/label-map.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import { endChildren } from '../support/child.ts';
import { shortenLocks } from '../support/die-at/short-locks.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

const DATABASES = 1_000;

/** What people have on every issue. */
export const PEOPLES_LABEL = 'help wanted';

/** Where the scenes of one test file are set up. */
export interface Ground {
  redis: TestRedis;
  github: GitHubSimulator;
  /** What still runs on it; waited for in the end. */
  underWay: Promise<unknown>[];
}

let scenes = 0;

/** Redis, GitHub and short locks for the enclosing `describe`. */
export function useGround(): Ground {
  const ground = { underWay: [] as Promise<unknown>[] } as Ground;
  let restoreLocks = (): void => undefined;
  before(async () => {
    restoreLocks = shortenLocks();
    ground.redis = await startRedis({ args: ['--databases', String(DATABASES)] });
    // Without being held to GitHub's description: other tests send the same, once each.
    ground.github = await startGitHubSimulator();
  });
  after(async () => {
    await Promise.all(ground.underWay);
    restoreLocks();
    await endChildren();
    await ground.github.stop();
    await ground.redis.stop();
  });
  return ground;
}

/** One project with all that is needed to bring it into a state and to look into it. */
export class Scene {
  readonly live: LiveProject;
  /** Moves the project by transitions alone, as if whoever should have followed up had died. */
  readonly driven: DrivenProject;
  readonly queues: ProjectQueues & SharedQueues;
  readonly github: GitHubSimulator;
  readonly repository: SimulatedRepository;
  readonly labelMap: LabelMap;

  constructor({ redis, github }: Pick<Ground, 'redis' | 'github'>, issues: readonly number[]) {
    scenes += 1;
    this.live = new LiveProject(`${redis.url}/${scenes % DATABASES}`);
    const { redis: connection, name } = this.live;
    this.driven = new DrivenProject(connection, name);
    this.queues = { ...openProjectQueues(connection, name), ...openSharedQueues(connection) };
    this.github = github;
    this.repository = github.repo(name);
    this.labelMap = labelMapOf(this.live.settings());
    for (const number of issues) this.repository.createIssue({ number, labels: [PEOPLES_LABEL] });
  }

  get store() {
    return this.live.store;
  }

  get project() {
    return projectSchema.parse(this.live.name);
  }

  /** What a worker with a token is started with. */
  get flags() {
    const { url: githubApiUrl, token: githubToken } = this.github;
    return { ...QUICK, projects: this.live.name, redisUrl: this.live.redisUrl, githubApiUrl, githubToken };
  }

  /** A worker that lives. */
  work(flags: Record<string, string | number> = this.flags): Promise<RunningWorkers> {
    return this.live.work(flags);
  }

  async close(): Promise<void> {
    await closeQueues(...Object.values(this.queues));
    await this.live.end();
  }
}
