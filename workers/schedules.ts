/** The repeated jobs: one scheduler each, whatever number of workers says so, and there again when Redis lost it. */

import type { LabelSweepJob, OrphanScanJob } from '../queues/follow-ups.ts';
import { QUEUE_NAMES } from '../queues/names.ts';
import { QUEUE_POLICIES } from '../queues/policies.ts';
import { PAYLOAD_VERSION } from '../queues/requests.ts';
import { every, type Repeated } from './every.ts';
import type { WorkerContext } from './site.ts';

/** The ids of the schedulers. */
export const SCAN_SCHEDULER = 'orphan-scan';
export const SWEEP_SCHEDULER = 'label-sweep';

/** A next run that is overdue by so many intervals does not come by itself any more. */
const MISSED_RUNS = 3;

interface Schedule {
  id: string;
  everyMs: number;
  data: OrphanScanJob | LabelSweepJob;
}

/** Schedules the scan for orphans and the sweep, by this worker's intervals, and looks after them from then on. */
export async function startSchedules(context: WorkerContext): Promise<Repeated> {
  const schedules = schedulesOf(context);
  for (const schedule of schedules) await upsert(schedule, context);
  const lookAfter = async (): Promise<void> => {
    for (const schedule of schedules) {
      if (!(await isScheduled(schedule, context))) await upsert(schedule, context);
    }
  };
  return every(context.settings.scanEveryMs, lookAfter, (error) => context.watch.report('worker.failed', {}, error));
}

/** Without any account there is nothing to sweep with. */
function schedulesOf({ settings, github }: WorkerContext): Schedule[] {
  const v = PAYLOAD_VERSION;
  const scan: Schedule = { id: SCAN_SCHEDULER, everyMs: settings.scanEveryMs, data: { v, kind: 'orphan-scan' } };
  const sweep: Schedule = { id: SWEEP_SCHEDULER, everyMs: settings.sweepEveryMs, data: { v, kind: 'label-sweep' } };
  return github.servesAny ? [scan, sweep] : [scan];
}

async function isScheduled({ id }: Schedule, { shared }: WorkerContext): Promise<boolean> {
  const scheduler = await shared.orphans.getJobScheduler(id);
  if (scheduler?.next === undefined) return false;
  return Date.now() < scheduler.next + MISSED_RUNS * (scheduler.every ?? 0);
}

async function upsert({ id, everyMs, data }: Schedule, { shared, log }: WorkerContext): Promise<void> {
  const { keepCompleted, keepFailed, attempts } = QUEUE_POLICIES[QUEUE_NAMES.orphans];
  const opts = { attempts, removeOnComplete: keepCompleted, removeOnFail: keepFailed };
  await shared.orphans.upsertJobScheduler(id, { every: everyMs }, { name: data.kind, data, opts });
  // Scans may overlap without harm; one at a time is only kinder to Redis.
  await shared.orphans.setGlobalConcurrency(1);
  log.event('queue.scheduled', { scheduler: id, everyMs });
}
