/** What people may say of an issue: release it, end its quarantine, reset it, call it processed. */

import type { QuarantineReleaseOutcome } from '../../../src/transitions/quarantine-release.ts';
import type { ReleaseOptions, ReleaseOutcome } from '../../../src/transitions/release.ts';
import type { ResetOutcome } from '../../../src/transitions/reset.ts';
import { tick } from './gaps.ts';
import { changeStatus, tellOf } from './happenings.ts';
import { endLease } from './leases.ts';
import { putBackTask, wantTask } from './tasks.ts';
import { issueOf, type World } from './world.ts';

/** Takes the issue from its holder: an orderly hand-back, no crash. */
export function release(world: World, number: number, { fence, by, reason }: ReleaseOptions): ReleaseOutcome {
  const issue = issueOf(world, number);
  const isMeant = fence === undefined || issue.fence === BigInt(fence);
  if (issue.lease === undefined || !isMeant) return { outcome: 'not-held' };
  tick(world);
  endLease(world, issue, issue.lease, {
    to: 'pending',
    ended: 'released',
    happening: { type: 'issue.released', by, reason },
  });
  return { outcome: 'released', wanted: putBackTask(world, number) };
}

/** Makes a quarantined issue workable again, and forgets the deaths. */
export function releaseQuarantine(world: World, number: number, by: string): QuarantineReleaseOutcome {
  const issue = issueOf(world, number);
  const { status = '' } = issue.work;
  if (status !== 'quarantined') return { outcome: 'not-quarantined', status };
  tick(world);
  issue.deaths = [];
  issue.mustRunAlone = false;
  issue.work.attempt = 0;
  delete issue.work.reason;
  delete issue.work.coolUntilMs;
  changeStatus(world, issue, 'pending', { type: 'quarantine.released', by });
  return { outcome: 'released', wanted: wantTask(world, issue) };
}

/** Sets an issue that nobody holds back, as if it had never been worked on; its fence and its kind of work stay. */
export function reset(world: World, number: number, by: string): ResetOutcome {
  const issue = issueOf(world, number);
  if (issue.lease !== undefined) return { outcome: 'held', holder: issue.lease.holder };
  const { status, checkedOutBy, taskType, priority } = issue.work;
  if (status === undefined) return { outcome: 'unknown' };
  tick(world);
  issue.work = {
    status,
    ...(checkedOutBy !== undefined && { checkedOutBy }),
    ...(taskType !== undefined && { taskType }),
    ...(priority !== undefined && { priority }),
  };
  issue.deaths = [];
  issue.mustRunAlone = false;
  delete issue.previous;
  changeStatus(world, issue, 'pending', { type: 'issue.reset', by });
  return { outcome: 'reset' };
}

/** Calls the issue processed, or not, whatever its status; whether that is new. */
export function markProcessed(world: World, number: number, isProcessed: boolean, by: string): boolean {
  const issue = issueOf(world, number);
  if ((issue.isProcessed ?? false) === isProcessed) return false;
  tick(world);
  issue.isProcessed = isProcessed;
  tellOf(world, issue, { type: isProcessed ? 'issue.processed' : 'issue.unprocessed', by });
  return true;
}
