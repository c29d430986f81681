/** The scheduled scan: leases that ran out, and everything that a crash between two steps may have left behind. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import { enqueueFollowUps } from '../src/enqueue/follow-ups.ts';
import { listExpired } from '../src/transitions/list-expired.ts';
import { forgetOldProcesses } from './forget-old-processes.ts';
import { expiredRepairs } from './expired-repairs.ts';
import { nudgeLabels } from './nudge-labels.ts';
import { nudgeTasks } from './nudge-tasks.ts';
import { settleFailedRequests } from './settle-failed-requests.ts';
import type { Site, WorkerContext } from './site.ts';

/** Leases looked at in one step. */
const PAGE = 500;

export interface ScanCounts {
  expired: number;
  labelsNudged: number;
  tasksNudged: number;
  requestsSettled: number;
  processesForgotten: number;
}

/** Scans one project; harmless however often and however overlapping. */
export async function scanProject(site: Site, context: WorkerContext): Promise<ScanCounts> {
  return {
    expired: await repairExpired(site),
    labelsNudged: context.github === undefined ? 0 : await follow(site, await nudgeLabels(site)),
    tasksNudged: await follow(site, await nudgeTasks(site)),
    requestsSettled: await settleFailedRequests(site, context.log),
    processesForgotten: await forgetOldProcesses(site),
  };
}

async function repairExpired(site: Site): Promise<number> {
  let count = 0;
  for (;;) {
    const leases = await listExpired(site.store, count, PAGE);
    count += await follow(site, await expiredRepairs(site, leases)).then(() => leases.length);
    if (leases.length < PAGE) return count;
  }
}

async function follow(site: Site, followUps: readonly FollowUp[]): Promise<number> {
  await enqueueFollowUps(site.target, followUps);
  return followUps.length;
}
