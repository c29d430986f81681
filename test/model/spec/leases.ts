/** Leases: how one begins, and how it ends or is taken back. */

import type { PreviousLease } from '../../../queues/outcomes.ts';
import type { CheckinStatus, Fence, ProcessId, Status } from '../../../queues/values.ts';
import { drawFence } from './fences.ts';
import { changeStatus } from './happenings.ts';
import { takeUpTask } from './tasks.ts';
import type { Happening, Issue, Lease, Work, World } from './world.ts';

export const fenceText = (fence: bigint | undefined): Fence => String(fence) as Fence;

/** The lease, if it is current under this fence: expiry alone ends nothing. */
export function currentLease(issue: Issue, fence: Fence): Lease | undefined {
  return issue.fence === BigInt(fence) ? issue.lease : undefined;
}

export interface Grant {
  processId: string;
  ttlMs: number;
  taskType: string;
  priority: string;
  /** Undefined where an old lease is restored. */
  requestId?: string;
  /** Only where an old lease is restored. */
  fence?: bigint;
  event: string;
}

/** Gives the issue to the process; returns the ticket that this makes worthless. */
export function beginLease(world: World, issue: Issue, grant: Grant): string | undefined {
  const { processId, ttlMs, taskType, priority } = grant;
  const drawn = drawFence(world);
  const holder = world.participants.get(processId);
  const untilMs = world.nowMs + ttlMs;
  issue.fence = grant.fence ?? drawn;
  if (issue.fence > drawn) world.highestFence = issue.fence;
  issue.lease = {
    holder: processId,
    ttlMs,
    deadlineMs: untilMs,
    granted: { requestId: grant.requestId ?? '', untilMs },
    before: issue.work,
  };
  const { status, attempt = 0 } = issue.work;
  issue.work = { checkedOutBy: holder?.name ?? '', taskType, priority, startMs: world.nowMs, attempt: attempt + 1 };
  if (status !== undefined) issue.work.status = status;
  if (issue.mustRunAlone && holder !== undefined) holder.aloneWith = issue.number;
  const ticket = takeUpTask(world, issue.number);
  changeStatus(world, issue, 'processing', { type: grant.event, processId, fence: issue.fence, taskType });
  return ticket;
}

export interface Ending {
  to: Status;
  /** For the next holder: why it ended. */
  ended: string;
  /** What it leaves in the record. */
  leaves?: Pick<Work, 'result' | 'metadata' | 'reason' | 'coolUntilMs' | 'attempt'> & { committedAs?: CheckinStatus };
  happening: Happening;
}

/** Ends the current lease: the fence stays, the next holder will hear how it ended. */
export function endLease(world: World, issue: Issue, lease: Lease, ending: Ending): void {
  const { committedAs, ...leaves } = ending.leaves ?? {};
  const fence = issue.fence ?? 0n;
  issue.previous = {
    holder: lease.holder,
    fence,
    ended: ending.ended,
    endedMs: world.nowMs,
    checkpoint: checkpointOf(world, issue, lease),
  };
  issue.work = { ...issue.work, ...leaves, endMs: world.nowMs };
  if (committedAs !== undefined) issue.work.committed = { fence, status: committedAs };
  dropHolder(world, issue, lease);
  changeStatus(world, issue, ending.to, { ...ending.happening, processId: lease.holder, fence });
}

/** Takes back a lease that nobody used: all is as before the grant, but the fence. */
export function undoLease(world: World, issue: Issue, lease: Lease, happening: Happening): void {
  const to = lease.before?.status ?? 'pending';
  issue.work = { ...lease.before, status: 'processing' };
  dropHolder(world, issue, lease);
  changeStatus(world, issue, to, { ...happening, processId: lease.holder, fence: issue.fence });
}

function dropHolder(world: World, issue: Issue, lease: Lease): void {
  const holder = world.participants.get(lease.holder);
  holder?.checkpoints.delete(issue.number);
  if (holder?.aloneWith === issue.number) delete holder.aloneWith;
  delete issue.lease;
}

/** The last checkpoint of this very lease. */
function checkpointOf(world: World, issue: Issue, lease: Lease): string {
  const checkpoint = world.participants.get(lease.holder)?.checkpoints.get(issue.number);
  return checkpoint?.fence === issue.fence ? (checkpoint?.text ?? '') : '';
}

/** What a new holder hears of the one before it. */
export function previousOf({ previous }: Issue): { previous?: PreviousLease } {
  if (previous === undefined) return {};
  const { holder, fence, ended, endedMs, checkpoint } = previous;
  return {
    previous: {
      processId: holder as ProcessId,
      fence: fenceText(fence),
      ended,
      endedAtMs: endedMs,
      checkpoint: checkpoint === '' ? undefined : (JSON.parse(checkpoint) as unknown),
    },
  };
}
