/** Reads how a project fares: its counts, its queues, the Redis under it, and the workers. */

import type { ClientContext } from '../src/client/client-context.ts';
import { hasAccount } from '../src/configuration/github-access.ts';
import { countJobs, type JobCounts } from '../src/enqueue/count-jobs.ts';
import { livingWorkers } from '../src/health/living-workers.ts';
import { describeAddress } from '../src/redis/address.ts';
import type { RedisFacts } from '../src/redis/facts.ts';
import { warningsOf } from '../src/redis/suitability.ts';
import { type IssueStats, issueStats } from '../src/store/issue-stats.ts';
import { type ClockRecord, readClock } from '../src/store/read-clock.ts';

/** What `mirin status --json` prints. */
export interface ProjectStatus extends IssueStats {
  project: string;
  redis: { address: string; version: string; warnings: string[] };
  /** Ids of the living workers, on all hosts; whatever project they serve. */
  workers: string[];
  queues: Record<string, JobCounts>;
  clock: ClockRecord;
  /** Whether a token or an App is configured here; without one at the workers, labels wait. */
  github: { hasAccount: boolean };
}

export async function readStatus(client: ClientContext, facts: RedisFacts): Promise<ProjectStatus> {
  const { project, settings, redis, redisUrl, store } = client;
  const [stats, workers, clock, queues] = await Promise.all([
    issueStats(store),
    livingWorkers(redis),
    readClock(store),
    countAll(client),
  ]);
  return {
    project: project.name,
    redis: { address: describeAddress(redisUrl), version: facts.version, warnings: warningsOf(facts) },
    ...stats,
    workers,
    queues,
    clock,
    github: { hasAccount: hasAccount(settings, project.key) },
  };
}

async function countAll({ queues, shared }: ClientContext): Promise<Record<string, JobCounts>> {
  const all = [...Object.values(queues), ...Object.values(shared)];
  return Object.fromEntries(await Promise.all(all.map(async (queue) => [queue.name, await countJobs(queue)] as const)));
}
