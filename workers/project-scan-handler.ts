/** Scans one project: for leases that ran out, and for everything that a crash between two steps may have left behind. */

import type { ProjectScanJob } from '../queues/follow-ups.ts';
import { enqueueFollowUps, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { listAsked } from '../src/store/asked-by-label.ts';
import { listExpired } from '../src/transitions/list-expired.ts';
import { expiredRepairs } from './expired-repairs.ts';
import { forgetOldProcesses } from './forget-old-processes.ts';
import { fillAndTell } from './fill-tasks.ts';
import { freeExpiredLocks } from './free-locks.ts';
import type { Handler } from './handler.ts';
import { nudgeComments } from './nudge-comments.ts';
import { nudgeLabels } from './nudge-labels.ts';
import { nudgeTasks } from './nudge-tasks.ts';
import { settleFailedRequests } from './settle-failed-requests.ts';
import type { Site, WorkerContext } from './site.ts';

/** Leases looked at in one step. */
const PAGE = 500;

/** Harmless however often and however overlapping. */
export const handleProjectScan: Handler<ProjectScanJob> = async (_job, site, context) => {
  const { labelService, log } = context;
  const isServed = await labelService.isServed(site.store);
  const { filled, events } = await fillAndTell(site, context);
  const found = {
    ...(await endExpired(site, context)),
    labelsNudged: isServed ? await follow(site, await nudgeLabels(site)) : 0,
    commentsNudged: isServed ? await follow(site, await nudgeComments(site)) : 0,
    operatorLabelsNudged: isServed ? await follow(site, (await listAsked(site.store)).map(operatorLabel)) : 0,
    tasksNudged: await follow(site, await nudgeTasks(site)),
    tasksQueued: filled.taken.length,
    requestsSettled: await settleFailedRequests(site, log),
    processesForgotten: await forgetOldProcesses(site),
  };
  return { summary: found, events: [...events, { name: 'scan.finished', fields: found }] };
};

const operatorLabel = (issue: number): FollowUp => ({ kind: 'operator-label', issue });

/** Repairs are asked for; a lock that comes free leaves the list, so that the next page begins that much earlier. */
async function endExpired(site: Site, context: WorkerContext): Promise<{ expired: number; locksFreed: number }> {
  let [expired, locksFreed, offset] = [0, 0, 0];
  for (;;) {
    const { issues, locks, count, isLast } = await listExpired(site.store, offset, PAGE);
    await follow(site, await expiredRepairs(site, issues));
    const freed = await freeExpiredLocks(site, locks, context);
    expired += issues.length;
    locksFreed += freed;
    offset += count - freed;
    if (isLast) return { expired, locksFreed };
  }
}

async function follow(site: Site, followUps: readonly FollowUp[]): Promise<number> {
  await enqueueFollowUps(site.target, followUps);
  return followUps.length;
}
