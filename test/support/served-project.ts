/** A project with a Redis and workers of its own, for tests of whole commands. */

import { loadSettings } from '../../src/configuration/load-settings.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { createLog } from '../../src/log/log.ts';
import { projectStore, type ProjectStore } from '../../src/redis/project-store.ts';
import { type RunningWorkers, startWorkers } from '../../workers/start-workers.ts';
import { startRedis, type TestRedis } from './redis-server.ts';
import { freshProject } from './shared-redis.ts';

/** Times at which tests of deaths are bearable. */
export const QUICK_TIMES = {
  heartbeatTtlMs: 10_000,
  heartbeatEveryMs: 1_000,
  leaseMarginMs: 1_000,
  scanEveryMs: 1_000,
  probeEveryMs: 500,
  hungGraceMs: 1_000,
  lockDelayMs: 0,
} as const;

export interface ServedProject {
  readonly redis: TestRedis;
  readonly project: string;
  readonly settings: Settings;
  readonly store: ProjectStore;
  readonly workers: RunningWorkers;
  /** What a child process needs in its environment to work on this project. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Starts Redis and workers; `flags` are settings over {@link QUICK_TIMES}. */
export async function serveProject(flags: Readonly<Record<string, unknown>> = {}): Promise<ServedProject> {
  const redis = await startRedis();
  const project = freshProject();
  const { settings } = loadSettings({
    flags: { ...QUICK_TIMES, projects: project, redisUrl: redis.url, ...flags },
    env: {},
  });
  const workers = await startWorkers(settings, redis.url, createLog({ level: 'silent' }));
  return {
    redis,
    project,
    settings,
    store: projectStore(workers.context.redis, project),
    workers,
    env: {
      MIRIN_PROJECT: project,
      REDIS_URL: redis.url,
      MIRIN_HEARTBEAT_TTL_MS: String(settings.heartbeatTtlMs),
      MIRIN_HEARTBEAT_EVERY_MS: String(settings.heartbeatEveryMs),
      MIRIN_LEASE_MARGIN_MS: String(settings.leaseMarginMs),
    },
    stop: async () => {
      await workers.stop();
      await redis.stop();
    },
  };
}
