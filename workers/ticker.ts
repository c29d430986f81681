/** Ticks once a second for each project: so that silence of Redis can be told from death of its holders. */

import type { ClockGap } from '../src/clock-gap.ts';
import type { EventName } from '../src/log/events.ts';
import { isPassing } from '../src/redis/faults.ts';
import { SHARED_KEYS } from '../src/redis/keys.ts';
import { tick } from '../src/transitions/tick.ts';
import { cutLocks } from './cut-locks.ts';
import { every, type Repeated } from './every.ts';
import type { Site, WorkerContext } from './site.ts';

const TICK_MS = 1_000;
/** Workers not seen for so long are dropped from the list. */
const WORKER_KEPT_MS = 60_000;

/** What each kind of gap is called in the log. */
const GAP_EVENTS: Readonly<Record<string, EventName>> = {
  restart: 'redis.restarted',
  loss: 'redis.emptied',
  clock: 'clock.jumped',
  brake: 'repair.braked',
};

/** Starts ticking; also keeps this worker in the list of the living. */
export function startTicker(context: WorkerContext): Repeated {
  const { watch, sites } = context;
  const tickedAtMs = new Map<Site, number>();
  const tickSite = async (site: Site): Promise<void> => {
    try {
      await tickOne(site, tickedAtMs, context);
    } catch (error) {
      if (isPassing(error)) throw error;
      watch.report('worker.failed', { project: site.project.name }, error);
    }
  };
  const step = async (): Promise<void> => {
    await Promise.all([...sites.values()].map(tickSite));
    await showLife(context);
  };
  const ticking = every(
    TICK_MS,
    () => watch.follow(step),
    (error) => watch.report('worker.failed', {}, error),
  );
  return {
    stop: async (withinMs) => {
      watch.stop();
      await ticking.stop(withinMs);
    },
  };
}

/** Tells of each gap since the last tick, whoever found it. */
async function tickOne(site: Site, tickedAtMs: Map<Site, number>, context: WorkerContext): Promise<void> {
  const { github, labelService, workerId } = context;
  const { atMs, gap, isGapNew } = await tick(site.store);
  if (github.serves(site.project)) await labelService.announce(site.store, workerId);
  const lastMs = tickedAtMs.get(site);
  tickedAtMs.set(site, atMs);
  const isSince = lastMs !== undefined && gap !== undefined && (gap.endMs > lastMs || atMs < lastMs);
  const news = isGapNew || isSince ? gap : undefined;
  if (news !== undefined) context.log.event(GAP_EVENTS[news.kind] ?? 'redis.stalled', fieldsOf(site, news));
  if (lastMs === undefined || news?.kind === 'clock') await cutLocks(site, context);
}

const fieldsOf = ({ project }: Site, { startMs, endMs }: ClockGap): { project: string; gapMs: number } => ({
  project: project.name,
  gapMs: endMs - startMs,
});

/** Who was last seen in the future was seen before the clock was set back. */
async function showLife({ redis, workerId, sites }: WorkerContext): Promise<void> {
  const [seconds] = await redis.time();
  const nowMs = Number(seconds) * 1000;
  const projects = [...sites.values()].flatMap(({ project }) => [project.key, project.name]);
  await redis
    .pipeline()
    .zadd(SHARED_KEYS.workers, nowMs, workerId)
    .zremrangebyscore(SHARED_KEYS.workers, '-inf', nowMs - WORKER_KEPT_MS)
    .zremrangebyscore(SHARED_KEYS.workers, nowMs + WORKER_KEPT_MS, '+inf')
    .hset(SHARED_KEYS.projects, ...projects)
    .exec();
}
