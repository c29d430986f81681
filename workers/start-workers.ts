/** Starts everything that a worker process does, and stops it in bounded time. */

import { randomBytes } from 'node:crypto';
import os from 'node:os';
import type { Worker } from 'bullmq';
import type { Project } from '../queues/project.ts';
import type { Settings } from '../src/configuration/settings.ts';
import { closeQueues, openProjectQueues, openSharedQueues, type SharedQueues } from '../src/enqueue/open-queues.ts';
import { GitHubClient } from '../src/github/github-client.ts';
import { ensureLabelDefinitions } from '../src/github/label-definitions.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import type { Log } from '../src/log/log.ts';
import { connectWorker } from '../src/redis/connect.ts';
import { projectStore } from '../src/redis/project-store.ts';
import { leaseRules } from '../src/transitions/lease-rules.ts';
import { tick } from '../src/transitions/tick.ts';
import { startProber } from './prober.ts';
import { startQueueWorkers } from './queue-workers.ts';
import { upsertSchedules } from './schedules.ts';
import type { Site, WorkerContext } from './site.ts';
import { startTicker } from './ticker.ts';

export interface RunningWorkers {
  readonly workerId: string;
  /** The queues of every project served, and the shared ones: for the board. */
  readonly context: WorkerContext;
  /** Takes no further job, finishes those under way within `drainTimeoutMs`, leaves the rest to other workers. */
  stop(): Promise<void>;
}

/** Serves all projects of the settings from the Redis at `redisUrl`; `endedRunId`: see {@link noteEndedRun}. */
export async function startWorkers(
  settings: Settings,
  redisUrl: string,
  log: Log,
  endedRunId?: string,
): Promise<RunningWorkers> {
  const context = openContext(settings, redisUrl, log);
  const { workerId } = context;
  if (context.github === undefined) log.event('labels.paused');
  else void defineLabels(context, context.github);
  await noteEndedRun(context, endedRunId);
  await upsertSchedules(context);
  const ticker = startTicker(context);
  const workers = startQueueWorkers(context);
  const prober = await startProber(context);
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  log.event('worker.started', { workerId, projects: settings.projects.map(({ name }) => name) });
  return {
    workerId,
    context,
    stop: async () => {
      log.event('worker.draining', { workerId });
      await Promise.all([ticker.stop(settings.drainTimeoutMs), prober?.stop(settings.drainTimeoutMs)]);
      await Promise.all(workers.map((worker) => drain(worker, settings.drainTimeoutMs)));
      await closeContext(context);
      log.event('worker.stopped', { workerId });
    },
  };
}

/** After a run of Redis that ended in order nothing was lost, and nobody need wait for holders to restore it. */
async function noteEndedRun({ sites }: WorkerContext, endedRunId: string | undefined): Promise<void> {
  if (endedRunId === undefined) return;
  await Promise.all([...sites.values()].map(({ store }) => tick(store, { ended: endedRunId })));
}

function openContext(settings: Settings, redisUrl: string, log: Log): WorkerContext {
  const workerId = `${os.hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const redis = connectWorker({
    url: redisUrl,
    name: `mirin-worker:${workerId}`,
    onFault: (error) => log.event('redis.lost', { reason: error.message }),
  });
  const shared = openSharedQueues(redis);
  const { githubToken: token, githubApiUrl: apiUrl } = settings;
  return {
    workerId,
    settings,
    rules: leaseRules(settings),
    redis,
    shared,
    sites: new Map(settings.projects.map((project) => [project.key, openSite(redis, project, shared)])),
    github: token === undefined ? undefined : new GitHubClient({ apiUrl, token }),
    log,
  };
}

/** Labels that are used before they are defined come out grey; failing that harms nothing else. */
async function defineLabels({ sites, settings, log }: WorkerContext, github: GitHubClient): Promise<void> {
  for (const { project } of sites.values()) {
    try {
      const { created } = await ensureLabelDefinitions(github.repository(project), labelMapOf(settings));
      if (created.length > 0) log.event('labels.defined', { project: project.name, created });
    } catch (error) {
      log.event('labels.failed', { project: project.name }, error);
    }
  }
}

function openSite(redis: WorkerContext['redis'], project: Project, shared: SharedQueues): Site {
  const store = projectStore(redis, project.key);
  const queues = openProjectQueues(redis, project.key);
  return { project, store, queues, target: { store, project: queues, shared } };
}

/** A handler that does not end in time is left; its job is taken up by another worker when its lock runs out. */
async function drain(worker: Worker, withinMs: number): Promise<void> {
  const limit = setTimeout(() => void worker.close(true), withinMs);
  await worker.close().catch(() => undefined);
  clearTimeout(limit);
}

async function closeContext({ sites, shared, redis, github }: WorkerContext): Promise<void> {
  const own = [...sites.values()].flatMap(({ queues }) => Object.values(queues));
  await closeQueues(...own, ...Object.values(shared));
  await github?.close();
  redis.disconnect();
}
