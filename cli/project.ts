/** Opens what a command reads and changes: the Redis that is there, checked, and the store of the one project. */

import type { Redis } from 'ioredis';
import type { Project } from '../queues/project.ts';
import type { Settings } from '../src/configuration/settings.ts';
import { ConfigInvalidError, RedisUnavailableError } from '../src/errors.ts';
import { readRunningRedis } from '../src/private-redis/find-redis.ts';
import { connectCaller, whenReady } from '../src/redis/connect.ts';
import type { RedisFacts } from '../src/redis/facts.ts';
import { probeRedis } from '../src/redis/probe.ts';
import { type ProjectStore, projectStore } from '../src/redis/project-store.ts';

export interface OpenProject {
  readonly project: Project;
  readonly settings: Settings;
  /** With its password: for further connections, never for people. */
  readonly redisUrl: string;
  readonly facts: RedisFacts;
  readonly redis: Redis;
  readonly store: ProjectStore;
}

/** Runs `use` with the project open, and closes it however that ends. */
export async function withProject<T>(settings: Settings, use: (open: OpenProject) => Promise<T>): Promise<T> {
  const project = projectOf(settings);
  const { url, facts } = await runningRedis(settings);
  const redis = connectCaller({ url, name: 'mirin-cli', commandTimeoutMs: settings.requestTimeoutMs });
  try {
    await whenReady(redis, settings.requestTimeoutMs);
    return await use({ project, settings, redisUrl: url, facts, redis, store: projectStore(redis, project.key) });
  } finally {
    redis.disconnect();
  }
}

/** The one project that the command is about. @throws ConfigInvalidError unless exactly one is named */
export function projectOf({ projects }: Settings): Project {
  const [project, another] = projects;
  if (project !== undefined && another === undefined) return project;
  const received = project === undefined ? 'nothing' : `${projects.length} projects`;
  throw new ConfigInvalidError([{ field: '--project', expected: 'one owner/repo (or MIRIN_PROJECT)', received }]);
}

/** The Redis to use: the one that was given, else the private one that `mirin up` started on this machine. */
export async function runningRedis({ redisUrl, dataDir }: Settings): Promise<{ url: string; facts: RedisFacts }> {
  if (redisUrl !== undefined) return { url: redisUrl, facts: await probeRedis(redisUrl) };
  const running = await readRunningRedis(dataDir);
  if (running !== undefined) return running;
  throw new RedisUnavailableError(
    'no Redis is configured, and none was started here',
    undefined,
    'Start Mirin with mirin up, or name a running Redis with --redis or REDIS_URL.',
  );
}
