/** The repeated jobs: one scheduler each, whatever number of workers says so. */

import { PAYLOAD_VERSION } from '../queues/requests.ts';
import type { OrphanScanJob } from '../queues/follow-ups.ts';
import { QUEUE_POLICIES } from '../queues/policies.ts';
import { QUEUE_NAMES } from '../queues/names.ts';
import type { WorkerContext } from './site.ts';

/** The scheduler's one id. */
export const SCAN_SCHEDULER = 'orphan-scan';

/** Schedules the scan for orphans; a changed interval replaces the former one. */
export async function upsertSchedules({ shared, settings, log }: WorkerContext): Promise<void> {
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
