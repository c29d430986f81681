/** Checkins, and all else that is said about a request: it is withdrawn, or settled after its last try. */

import type { CheckinOutcome, Outcome } from '../../../queues/outcomes.ts';
import type { CheckinRequest, Request } from '../../../queues/requests.ts';
import type { ErrorCode } from '../../../queues/error-codes.ts';
import type { AbandonResult } from '../../../src/transitions/abandon.ts';
import type { CheckinResult } from '../../../src/transitions/checkin.ts';
import { tick } from './gaps.ts';
import { tellOf } from './happenings.ts';
import { currentLease, endLease, undoLease } from './leases.ts';
import { answerAgain, earlierOutcome, keepEffect, keepRefusal } from './outcomes.ts';
import { finishTask, putBackTask } from './tasks.ts';
import { issueOf, type Issue, type Lease, type World } from './world.ts';

/** Hands the issue back under its fence; a fence that is not current changes nothing. */
export function checkin(world: World, request: CheckinRequest): CheckinResult {
  const earlier = answerAgain(world, request) as CheckinOutcome | undefined;
  if (earlier !== undefined) return { request, outcome: earlier, wanted: undefined };
  tick(world);
  const issue = issueOf(world, request.issue);
  const isLate = request.deadlineMs !== undefined && world.nowMs > request.deadlineMs;
  const lease = currentLease(issue, request.fence);
  if (!isLate && lease !== undefined) return commit(world, issue, lease, request);
  const refusal = isLate ? ({ outcome: 'deadline-passed' } as const) : refusalOf(issue, request);
  if (refusal.outcome === 'superseded') keepPayload(world, issue, request);
  return { request, outcome: keepRefusal(world, request, refusal), wanted: undefined };
}

/** An orderly end shows that the issue does not kill its holders; work that is done forgives earlier deaths. */
function commit(world: World, issue: Issue, lease: Lease, request: CheckinRequest): CheckinResult {
  const { status, result, metadata, processId } = request;
  issue.mustRunAlone = false;
  if (status === 'completed' || status === 'awaiting-response') issue.deaths = [];
  endLease(world, issue, lease, {
    to: status,
    ended: 'checkin',
    leaves: {
      committedAs: status,
      ...(result !== undefined && { result }),
      ...(metadata !== undefined && { metadata }),
      // The next grant is the first try again, unless the work was only put back.
      ...(status !== 'pending' && { attempt: 0 }),
    },
    happening: { type: 'checkin.committed', by: processId },
  });
  if (status !== 'pending') finishTask(world, issue.number);
  const wanted = putBackTask(world, issue.number);
  const outcome = keepEffect(world, request, { outcome: 'committed', version: issue.version } as const);
  return { request, outcome, wanted };
}

function refusalOf({ fence, work }: Issue, request: CheckinRequest): CheckinOutcome {
  const presented = BigInt(request.fence);
  if (fence === undefined || presented > fence) return { outcome: 'not-held' };
  const { status } = request;
  const isDone = work.committed?.fence === presented && work.committed.status === status;
  return isDone ? { outcome: 'already', status } : { outcome: 'superseded' };
}

/** What came too late changes nothing, but it is not thrown away. */
function keepPayload(world: World, issue: Issue, request: CheckinRequest): void {
  const { processId, fence, status, result, metadata } = request;
  world.superseded.push({ issue: issue.number, processId, fence, status, result, metadata, at: world.nowMs });
  tellOf(world, issue, { type: 'checkin.superseded', processId, fence });
}

/** The client gave up: its request will have no effect; a lease that it was granted and never used goes back. */
export function abandon(world: World, request: Request): AbandonResult {
  tick(world);
  const earlier = earlierOutcome(world, request);
  const issue = issueOf(world, request.issue);
  const lease = earlier && unusedLease(issue, earlier);
  if (earlier !== undefined && lease === undefined) return { outcome: earlier, isHandedBack: false, wanted: undefined };
  if (lease !== undefined) {
    undoLease(world, issue, lease, { type: 'checkout.abandoned', by: request.processId });
  }
  const wanted = lease && putBackTask(world, issue.number);
  return {
    outcome: keepEffect(world, request, { outcome: 'abandoned' }),
    isHandedBack: lease !== undefined,
    wanted,
  };
}

/** Used is a lease whose deadline was ever moved, or that was adopted. */
function unusedLease(issue: Issue, earlier: Outcome): Lease | undefined {
  const lease = earlier.outcome === 'granted' ? currentLease(issue, earlier.fence) : undefined;
  return lease?.deadlineMs === lease?.granted?.untilMs ? lease : undefined;
}

/** Every try failed: the request still gets its one outcome, unless it has one. */
export function settle(world: World, request: Request, code: ErrorCode): Outcome {
  return answerAgain(world, request) ?? keepEffect(world, request, { outcome: 'failed', code });
}
