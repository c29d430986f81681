/** Ticks once a second for each project: so that silence of Redis can be told from death of its holders. */

import { SHARED_KEYS } from '../src/redis/keys.ts';
import { tick } from '../src/transitions/tick.ts';
import { every, type Repeated } from './every.ts';
import type { Site, WorkerContext } from './site.ts';

const TICK_MS = 1_000;
/** Workers not seen for so long are dropped from the list. */
const WORKER_KEPT_MS = 60_000;

/** Starts ticking; also keeps this worker in the list of the living. */
export function startTicker(context: WorkerContext): Repeated {
  const runIds = new Map<string, string>();
  const report = (error: unknown): void => context.log.event('worker.failed', {}, error);
  const step = async (): Promise<void> => {
    await Promise.all([...context.sites.values()].map((site) => tickSite(site, runIds, context).catch(report)));
    await showLife(context);
  };
  return every(TICK_MS, step, report);
}

async function tickSite(site: Site, runIds: Map<string, string>, context: WorkerContext): Promise<void> {
  const { store, project } = site;
  const { log, github, labelService, workerId } = context;
  const known = runIds.get(project.key) ?? '';
  const { runId, isGap } = await tick(store, { known });
  runIds.set(project.key, runId);
  if (github !== undefined) await labelService.announce(store, workerId);
  if (isGap) log.event('clock.jumped', { project: project.name, restarted: known !== '' && known !== runId });
}

async function showLife({ redis, workerId, sites }: WorkerContext): Promise<void> {
  const [seconds] = await redis.time();
  const nowMs = Number(seconds) * 1000;
  const projects = [...sites.values()].flatMap(({ project }) => [project.key, project.name]);
  await redis
    .pipeline()
    .zadd(SHARED_KEYS.workers, nowMs, workerId)
    .zremrangebyscore(SHARED_KEYS.workers, '-inf', nowMs - WORKER_KEPT_MS)
    .hset(SHARED_KEYS.projects, ...projects)
    .exec();
}
