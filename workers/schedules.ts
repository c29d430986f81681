/** The repeated jobs: one scheduler each, whatever number of workers says so, and there again when Redis lost it. */

import type { OrphanScanJob } from '../queues/follow-ups.ts';
import { QUEUE_NAMES } from '../queues/names.ts';
import { QUEUE_POLICIES } from '../queues/policies.ts';
import { PAYLOAD_VERSION } from '../queues/requests.ts';
import { every, type Repeated } from './every.ts';
import type { WorkerContext } from './site.ts';

/** The scheduler's one id. */
export const SCAN_SCHEDULER = 'orphan-scan';

/** A next run that is overdue by so many intervals does not come by itself any more. */
const MISSED_RUNS = 3;

/** Schedules the scan for orphans, by this worker's interval, and looks after it from then on. */
export async function startSchedules(context: WorkerContext): Promise<Repeated> {
  await upsertScan(context);
  const lookAfter = async (): Promise<void> => {
    if (!(await isScanScheduled(context))) await upsertScan(context);
  };
  return every(context.settings.scanEveryMs, lookAfter, (error) => context.watch.report('worker.failed', {}, error));
}

async function isScanScheduled({ shared }: WorkerContext): Promise<boolean> {
  const scheduler = await shared.orphans.getJobScheduler(SCAN_SCHEDULER);
  if (scheduler?.next === undefined) return false;
  return Date.now() < scheduler.next + MISSED_RUNS * (scheduler.every ?? 0);
}

async function upsertScan({ shared, settings, log }: WorkerContext): Promise<void> {
  const data: OrphanScanJob = { v: PAYLOAD_VERSION, kind: 'orphan-scan' };
  const { keepCompleted, keepFailed, attempts } = QUEUE_POLICIES[QUEUE_NAMES.orphans];
  await shared.orphans.upsertJobScheduler(
    SCAN_SCHEDULER,
    { every: settings.scanEveryMs },
    { name: data.kind, data, opts: { attempts, removeOnComplete: keepCompleted, removeOnFail: keepFailed } },
  );
  // Scans may overlap without harm; one at a time is only kinder to Redis.
  await shared.orphans.setGlobalConcurrency(1);
  log.event('queue.scheduled', { scheduler: SCAN_SCHEDULER, everyMs: settings.scanEveryMs });
}
