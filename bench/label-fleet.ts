/** What the measurements of labels share: a simulated GitHub, a worker process of ours, and a holder whose issues change. */

import { Mirin } from '../src/client/mirin.ts';
import { projectStore, type ProjectStore } from '../src/redis/project-store.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../src/simulator/simulated-repository.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { Lab } from './lab.ts';

const OWNED = ['processing', 'awaiting-response', 'completed', 'error', 'quarantined'];
const LONG_MS = 120_000;

export interface LabelFleet {
  simulator: GitHubSimulator;
  repository: SimulatedRepository;
  store: ProjectStore;
  mirin: Mirin;
  /** Resolves once no label waits for a pass, and none is under way. */
  untilQuiet: () => Promise<void>;
}

/** With this many issues, and the labels defined. */
export async function startLabelFleet(
  lab: Lab,
  project: string,
  issues: number,
  flags: object = {},
): Promise<LabelFleet> {
  const { url: redisUrl } = await lab.startRedis();
  const simulator = await startGitHubSimulator();
  lab.onClose(() => simulator.stop());
  simulator.setBudget(1_000_000, 3_600_000);
  const repository = simulator.repo(project);
  for (const name of OWNED) repository.definitions.define(name, 'ededed', '');
  for (let number = 1; number <= issues; number += 1) repository.createIssue({ number });
  const store = projectStore(lab.connect(redisUrl), project);
  const github = { githubToken: simulator.token, githubApiUrl: simulator.url };
  await lab.startWorker({ projects: project, redisUrl, ...github, ...flags });
  const mirin = await Mirin.connect({ project, redis: redisUrl, process: 'bench' });
  lab.onClose(() => mirin.close());
  const { labels_dirty: dirty, labels_open: open } = store.keys.own;
  const untilQuiet = async (): Promise<void> => {
    const isQuiet = async () => (await store.redis.zcard(dirty)) === 0 && (await store.redis.zcard(open)) === 0;
    await waitFor('all labels to be in sync', isQuiet, { withinMs: LONG_MS });
  };
  // The first sweep and the look at the definitions are not what is measured.
  await waitFor('the first sweep', async () => (await store.redis.hget(store.keys.own.labels_sweep, 'since')) !== null);
  return { simulator, repository, store, mirin, untilQuiet };
}

/** The issue is taken. */
export async function take(mirin: Mirin, issue: number) {
  const got = await mirin.checkout(issue, { reopen: true, timeoutMs: 30_000 });
  if (got.outcome !== 'granted') throw new Error(`issue ${issue}: ${got.outcome}`);
  return got.lease;
}
