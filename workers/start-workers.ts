/** Starts everything that a worker process does, and stops it in bounded time. */

import type { Settings } from '../src/configuration/settings.ts';
import { drainWorker } from '../src/enqueue/drain-worker.ts';
import { enqueueFollowUps } from '../src/enqueue/follow-ups.ts';
import type { Log } from '../src/log/log.ts';
import { SHARED_KEYS } from '../src/redis/keys.ts';
import { checkSchema } from '../src/redis/schema.ts';
import { tick } from '../src/transitions/tick.ts';
import { intakeFollowUps } from './intake-follow-ups.ts';
import { nudgeLabels } from './nudge-labels.ts';
import { ownedLabels } from './owned-labels.ts';
import { startProber } from './prober.ts';
import { startQueueWorkers } from './queue-workers.ts';
import { startSchedules } from './schedules.ts';
import type { WorkerContext } from './site.ts';
import { startTicker } from './ticker.ts';
import { closeContext, openContext } from './worker-context.ts';

export interface RunningWorkers {
  readonly workerId: string;
  /** The queues of every project served, and the shared ones: for the board. */
  readonly context: WorkerContext;
  /** Takes no further job, finishes those under way within `drainTimeoutMs`, leaves the rest to other workers. */
  stop(): Promise<void>;
}

/** Writes go one a second, beside those of passes: so long may each definition wait for its turn. */
const DEFINITIONS_PATIENCE_MS = 60_000;

/** Stops one part, within the time given. */
type Stop = (withinMs: number) => Promise<void>;

/** Serves all projects of the settings from the Redis at `redisUrl`; `endedRunId`: see {@link noteEndedRun}. */
export async function startWorkers(
  settings: Settings,
  redisUrl: string,
  log: Log,
  endedRunId?: string,
): Promise<RunningWorkers> {
  const context = openContext(settings, redisUrl, log);
  const { workerId } = context;
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((stopPart) => stopPart(settings.drainTimeoutMs)));
    await closeContext(context);
  };
  try {
    await Promise.all([...context.sites.values()].map(({ store }) => checkSchema(store)));
    await noteEndedRun(context, endedRunId);
    await startParts(context, stops);
  } catch (error) {
    await stop();
    throw error;
  }
  log.event('worker.started', { workerId, projects: settings.projects.map(({ name }) => name) });
  return {
    workerId,
    context,
    stop: async () => {
      log.event('worker.draining', { workerId });
      await stop();
      log.event('worker.stopped', { workerId });
    },
  };
}

/** Starts one part after the other; each that runs is entered into `stops`. */
async function startParts(context: WorkerContext, stops: Stop[]): Promise<void> {
  const schedules = await startSchedules(context);
  stops.push((withinMs) => schedules.stop(withinMs));
  const ticker = startTicker(context);
  stops.push((withinMs) => ticker.stop(withinMs));
  const workers = startQueueWorkers(context);
  stops.push(
    ...workers.map(
      (worker): Stop =>
        (withinMs) =>
          drainWorker(worker, context.redis, withinMs),
    ),
  );
  const prober = await startProber(context);
  if (prober !== undefined) stops.push((withinMs) => prober.stop(withinMs));
  void takeUpLabels(context);
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
}

/** After a run of Redis that ended in order nothing was lost, and nobody need wait for holders to restore it. */
async function noteEndedRun({ redis, sites, visit }: WorkerContext, endedRunId: string | undefined): Promise<void> {
  if (endedRunId === undefined) return;
  const projects = new Set([...sites.keys(), ...(await redis.hkeys(SHARED_KEYS.projects))]);
  await Promise.all([...projects].map((project) => tick(visit(project).store, endedRunId)));
}

/** Labels that are used before they are defined come out grey; failing that harms nothing else. */
async function takeUpLabels(context: WorkerContext): Promise<void> {
  const { sites, github, log } = context;
  for (const site of sites.values()) {
    const project = site.project.name;
    try {
      if (!github.serves(site.project)) {
        log.event('labels.paused', { project });
        continue;
      }
      const client = await github.clientOf(site.project);
      const repository = client.repository(site.project, { patienceMs: DEFINITIONS_PATIENCE_MS });
      const { created } = await ownedLabels(site, context).ensure(repository);
      if (created.length > 0) log.event('labels.defined', { project, created });
      // What changed while nobody served the labels was left to the marks.
      await enqueueFollowUps(site.target, [...(await nudgeLabels(site)), ...(await intakeFollowUps(site, context))]);
      log.event('labels.served', { project });
    } catch (error) {
      log.event('labels.failed', { project }, error);
    }
  }
}
