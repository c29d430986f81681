/** Opens what a worker process has: its connection, the queues, a site for each project, GitHub; and closes it. */

import { randomBytes } from 'node:crypto';
import os from 'node:os';
import type { Redis } from 'ioredis';
import { type Project, projectSchema } from '../queues/project.ts';
import { accessByProject } from '../src/configuration/github-access.ts';
import type { Settings } from '../src/configuration/settings.ts';
import { closeQueues, openProjectQueues, openSharedQueues, type SharedQueues } from '../src/enqueue/open-queues.ts';
import type { GateOf } from '../src/github/github-app.ts';
import { GitHubAccounts } from '../src/github/github-accounts.ts';
import { redisAccountGate } from '../src/github/redis-account-gate.ts';
import type { Log } from '../src/log/log.ts';
import { connectWorker } from '../src/redis/connect.ts';
import { projectStore } from '../src/redis/project-store.ts';
import { leaseRules } from '../src/transitions/lease-rules.ts';
import { LabelService } from './label-service.ts';
import { RedisWatch } from './redis-watch.ts';
import type { Site, WorkerContext } from './site.ts';

/** @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming what an account at GitHub lacks; nothing is open then */
export function openContext(settings: Settings, redisUrl: string, log: Log): WorkerContext {
  const access = accessByProject(settings);
  const workerId = `${os.hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const watch = new RedisWatch(redisUrl, log);
  const redis = connectWorker({
    url: redisUrl,
    name: `mirin-worker:${workerId}`,
    onFault: (error) => watch.report('worker.failed', {}, error),
  });
  const shared = openSharedQueues(redis);
  const sites = new Map(settings.projects.map((project) => [project.key, openSite(redis, project, shared)]));
  return {
    workerId,
    settings,
    rules: leaseRules(settings),
    redis,
    shared,
    sites,
    visit: visitor(sites, (key) => openSite(redis, projectSchema.parse(key), shared)),
    github: new GitHubAccounts(access, gates(redis, settings, log)),
    labelService: new LabelService(),
    log,
    watch,
  };
}

/** As the log words what a gate tells. */
const GATE_EVENTS = { paused: 'github.paused', broken: 'github.broken', mended: 'github.mended' } as const;

/** All workers share an account's gate. */
function gates(redis: Redis, { githubWriteGapMs: writeGapMs }: Settings, log: Log): GateOf {
  return (account) =>
    redisAccountGate(redis, account, { writeGapMs }, ({ news, ...event }) => {
      log.event(GATE_EVENTS[news], { account: account.id, host: account.host, ...event });
    });
}

/** Each further site is opened once: its queues share the connection, but leave their listeners on it. */
function visitor(served: ReadonlyMap<string, Site>, openNew: (key: string) => Site): (key: string) => Site {
  const known = new Map(served);
  return (key) => {
    const site = known.get(key) ?? openNew(key);
    known.set(key, site);
    return site;
  };
}

function openSite(redis: Redis, project: Project, shared: SharedQueues): Site {
  const store = projectStore(redis, project.key);
  const queues = openProjectQueues(redis, project.key);
  return { project, store, queues, target: { store, project: queues, shared } };
}

/** Whatever still runs on these connections fails. */
export async function closeContext({ sites, shared, redis, github }: WorkerContext): Promise<void> {
  const own = [...sites.values()].flatMap(({ queues }) => Object.values(queues));
  await closeQueues(...own, ...Object.values(shared));
  await github.close();
  redis.disconnect();
}
