/** Checkouts, claims and restored leases: the three ways in which a process comes to hold an issue. */

import type { CheckoutOutcome } from '../../../queues/outcomes.ts';
import type { CheckoutRequest } from '../../../queues/requests.ts';
import type { ProcessId } from '../../../queues/values.ts';
import type { CheckoutResult } from '../../../src/transitions/checkout.ts';
import type { Claim, ClaimOutcome } from '../../../src/transitions/claim-task.ts';
import type { LeaseRules } from '../../../src/transitions/lease-rules.ts';
import type { LostLease } from '../../../src/transitions/restore.ts';
import { coolingOf } from './cooling.ts';
import { isAhead } from './fences.ts';
import { tick } from './gaps.ts';
import { tellOf } from './happenings.ts';
import { beginLease, currentLease, fenceText, previousOf } from './leases.ts';
import { answerAgain, keepEffect, keepRefusal } from './outcomes.ts';
import { isAlive, issueOf, type Issue, type Lease, type World } from './world.ts';

/** An outcome is kept for a day: a request that may be carried out later could take effect twice. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** What no client of Mirin sends; it gets no outcome. */
export class InvalidRequest extends Error {
  readonly code = 'MIRIN_REQUEST_INVALID';
}

/** Takes the issue, or says why not. */
export function checkout(world: World, request: CheckoutRequest, rules: LeaseRules): CheckoutResult {
  const earlier = answerAgain(world, request) as CheckoutOutcome | undefined;
  if (earlier !== undefined) return { request, outcome: earlier, worthlessTicket: undefined };
  tick(world);
  if (request.deadlineMs > world.nowMs + LONGEST_WAIT_MS) throw new InvalidRequest('deadlineMs');
  const issue = issueOf(world, request.issue);
  const refusal = refusalOf(world, issue, request, rules);
  if (refusal !== undefined) {
    return { request, outcome: keepRefusal(world, request, refusal), worthlessTicket: undefined };
  }
  const worthlessTicket =
    issue.lease === undefined
      ? beginLease(world, issue, { ...request, event: 'checkout.granted' })
      : adopt(world, issue, issue.lease, request);
  return { request, outcome: keepEffect(world, request, granted(issue, request.ttlMs)), worthlessTicket };
}

function refusalOf(
  world: World,
  issue: Issue,
  request: CheckoutRequest,
  rules: LeaseRules,
): CheckoutOutcome | undefined {
  if (world.nowMs > request.deadlineMs) return { outcome: 'deadline-passed' };
  if (!isAlive(world, request.processId)) return { outcome: 'process-ended' };
  if (issue.lease !== undefined) return heldBySomebody(world, issue, issue.lease, request);
  const { status, reason = '' } = issue.work;
  if (status === 'quarantined') return { outcome: 'quarantined', reason, orphanings: issue.deaths.length };
  if (status === 'completed' && !request.reopen) return { outcome: 'completed' };
  return coolingOf(world, issue, request.processId, rules);
}

/** Its own lease is held as well, for another of the process's handlers: unless it asks to adopt it. */
function heldBySomebody(
  { nowMs }: World,
  { work }: Issue,
  { holder, deadlineMs }: Lease,
  { processId, adopt }: CheckoutRequest,
): CheckoutOutcome | undefined {
  const yours = holder === processId;
  if (yours && adopt) return undefined;
  const expired = deadlineMs <= nowMs;
  const sinceMs = work.startMs ?? 0;
  return { outcome: 'held', holder: holder as ProcessId, sinceMs, expiresAtMs: deadlineMs, yours, expired };
}

/** An adopted lease is in use: no request can hand it back as unused any more. */
function adopt(world: World, issue: Issue, lease: Lease, { processId, ttlMs }: CheckoutRequest): undefined {
  lease.deadlineMs = world.nowMs + ttlMs;
  lease.ttlMs = ttlMs;
  delete lease.granted;
  tellOf(world, issue, { type: 'checkout.adopted', processId, fence: issue.fence });
}

const granted = (issue: Issue, ttlMs: number): Extract<CheckoutOutcome, { outcome: 'granted' }> => ({
  outcome: 'granted',
  fence: fenceText(issue.fence),
  expiresAtMs: issue.lease?.deadlineMs ?? 0,
  ttlMs,
  attempt: issue.work.attempt ?? 0,
  ...previousOf(issue),
});

/** Takes a waiting task and the lease of its issue together; the same claim again gets the same answer. */
export function claimTask(world: World, { ticket, ...claim }: Claim, rules: LeaseRules): ClaimOutcome {
  const task = world.tasks.get(ticket.issue);
  const issue = issueOf(world, ticket.issue);
  const kind = { taskType: task?.type ?? 'misc', priority: task?.priority ?? 'normal' };
  const isRepeated = issue.lease?.holder === claim.processId && issue.lease.granted?.requestId === claim.requestId;
  if (!isRepeated) {
    if (task?.state !== 'waiting' || task.run !== ticket.run) return { outcome: 'stale' };
    tick(world);
    const refusal = claimRefusal(world, issue, claim.processId, rules);
    if (refusal !== undefined) return refusal;
    beginLease(world, issue, { ...claim, ...kind, event: 'task.claimed' });
  }
  const { ttlMs: _ttl, ...answer } = granted(issue, claim.ttlMs);
  return { ...answer, ...kind, expiresAtMs: issue.lease?.granted?.untilMs ?? 0 };
}

function claimRefusal(world: World, issue: Issue, processId: string, rules: LeaseRules): ClaimOutcome | undefined {
  if (!isAlive(world, processId)) return { outcome: 'process-ended' };
  if (issue.lease !== undefined) return { outcome: 'held' };
  if (issue.work.status === 'quarantined') return { outcome: 'quarantined' };
  const cooling = coolingOf(world, issue, processId, rules);
  return cooling && { outcome: 'cooling-down', untilMs: cooling.untilMs };
}

/** Gives a living holder a lease back that Redis has lost; its deadline, or undefined where the issue moved on. */
export function restore(world: World, lost: LostLease): number | undefined {
  const issue = issueOf(world, lost.issue);
  const current = currentLease(issue, lost.fence);
  if (current?.holder === lost.processId) return current.deadlineMs;
  tick(world);
  const fence = BigInt(lost.fence);
  const isFree = issue.lease === undefined && isAlive(world, lost.processId);
  if (!isFree || !isAhead(world, fence, issue.fence)) return undefined;
  const { processId, ttlMs, taskType, priority } = lost;
  beginLease(world, issue, { processId, ttlMs, taskType, priority, fence, event: 'lease.restored' });
  return world.nowMs + ttlMs;
}
