/** Named locks: who has one, who waits for it, and who is called when it comes free. */

import type { Fence, LockName, ProcessId, RequestId } from '../../../queues/values.ts';
import type { LeaseVerdict } from '../../../src/transitions/heartbeat.ts';
import type { LockReply, LockRequest } from '../../../src/transitions/lock-acquire.ts';
import type { SeenLock } from '../../../src/transitions/lock-free.ts';
import type { ReleaseLockOptions, ReleaseLockOutcome } from '../../../src/transitions/lock-release.ts';
import type { LostLock } from '../../../src/transitions/lock-restore.ts';
import { drawFence, isAhead } from './fences.ts';
import { shieldEndMs, tick } from './gaps.ts';
import { tell } from './happenings.ts';
import { isAlive, type Lock, type LockLease, lockOf, type Participant, type Waiter, type World } from './world.ts';

/** Whoever is called has so long to come. */
const CALL_MS = 5_000;

const fenceText = (fence: bigint | undefined): Fence => String(fence) as Fence;

/** Takes the lock for the process, or has it wait. */
export function acquire(world: World, request: LockRequest, restartWaitMs: number): LockReply {
  const lock = lockOf(world, request.lock);
  tick(world);
  if (isOf(lock.lease, request)) return acquired(lock);
  if (world.nowMs > request.deadlineMs) return { outcome: 'deadline-passed' };
  if (!isAlive(world, request.processId)) return { outcome: 'process-ended' };
  const { lease } = lock;
  const cause = lease && lostBy(world, lease);
  if (lease !== undefined && cause === undefined) {
    return held(world, lock, request, lease.holder, lease.sinceMs, lease.deadlineMs);
  }
  const coolUntilMs = (world.clock.restartedMs ?? -Infinity) + restartWaitMs;
  if (world.nowMs < coolUntilMs) return { outcome: 'cooling-down', untilMs: coolUntilMs };
  if (lease !== undefined && cause !== undefined) {
    endLock(world, lock, lease, cause, { type: 'lock.freed', cause, by: request.processId });
  }
  const next = promisedTo(world, lock, lock.promised, coolUntilMs);
  if (next !== undefined && next.requestId !== request.requestId) {
    return held(world, lock, request, next.processId, world.nowMs, lock.promised?.untilMs ?? 0);
  }
  leaveLine(lock, request.requestId);
  beginLock(world, lock, { holder: request.processId, requestId: request.requestId, ttlMs: request.ttlMs });
  tell(world, {
    type: 'lock.acquired',
    lock: lock.name,
    processId: request.processId,
    fence: lock.fence,
  });
  return acquired(lock);
}

const isOf = (lease: LockLease | undefined, { processId, requestId }: Pick<LockRequest, 'processId' | 'requestId'>) =>
  lease?.requestId === requestId && lease.holder === processId;

const acquired = ({ fence, lease }: Lock): LockReply => ({
  outcome: 'acquired',
  fence: fenceText(fence),
  expiresAtMs: lease?.deadlineMs ?? 0,
});

function held(
  world: World,
  lock: Lock,
  request: LockRequest,
  holder: string,
  sinceMs: number,
  expiresAtMs: number,
): LockReply {
  const place = request.isWaiting ? joinLine(world, lock, request) : 0;
  const yours = holder === request.processId;
  return { outcome: 'held', holder: holder as ProcessId, sinceMs, expiresAtMs, yours, ...(place > 0 && { place }) };
}

/** The place, from 1; whoever waits already keeps theirs. */
function joinLine(world: World, lock: Lock, { requestId, processId, deadlineMs }: LockRequest): number {
  if (!lock.line.some((waiter) => waiter.requestId === requestId)) {
    lock.line.push({ requestId, processId, deadlineMs, sinceUs: world.nowMs * 1_000 });
    lock.line.sort((a, b) => a.sinceUs - b.sinceUs || (a.requestId < b.requestId ? -1 : 1));
  }
  return lock.line.findIndex((waiter) => waiter.requestId === requestId) + 1;
}

function leaveLine(lock: Lock, requestId: RequestId): void {
  lock.line = lock.line.filter((waiter) => waiter.requestId !== requestId);
}

/** How the lease ended though nobody has freed it yet. */
function lostBy(world: World, { holder, deadlineMs, ttlMs }: LockLease): string | undefined {
  const status = world.participants.get(holder)?.status;
  if (status !== undefined && status !== 'alive') return status;
  const untilMs = Math.max(deadlineMs, shieldEndMs(world, { deadlineMs, ttlMs }, true));
  return world.nowMs >= untilMs ? 'expired' : undefined;
}

/** To whom the free lock is promised; whoever was called and did not come is out of the line. */
function promisedTo(
  world: World,
  lock: Lock,
  promised: Lock['promised'],
  pausedUntilMs = -Infinity,
): Waiter | undefined {
  let first = firstInLine(world, lock);
  if (first !== undefined && first.requestId === promised?.requestId) {
    const leftMs = Math.max(promised.untilMs, pausedUntilMs + CALL_MS) - world.nowMs;
    if (leftMs > 0 && leftMs <= CALL_MS) return first;
    leaveLine(lock, first.requestId);
    first = firstInLine(world, lock);
  }
  if (first !== undefined) {
    lock.promised = { requestId: first.requestId, untilMs: world.nowMs + CALL_MS };
    world.published.push({ requestId: first.requestId, outcome: 'called' });
  }
  return first;
}

function firstInLine({ nowMs }: World, lock: Lock): Waiter | undefined {
  while (lock.line[0] !== undefined && lock.line[0].deadlineMs < nowMs) lock.line.shift();
  return lock.line[0];
}

function beginLock(
  world: World,
  lock: Lock,
  { holder, requestId, ttlMs, fence }: Pick<LockLease, 'holder' | 'requestId' | 'ttlMs'> & { fence?: bigint },
): void {
  const drawn = drawFence(world);
  lock.fence = fence ?? drawn;
  if (lock.fence > drawn) world.highestFence = lock.fence;
  const host = world.participants.get(holder)?.host ?? '';
  lock.lease = { holder, host, requestId, ttlMs, sinceMs: world.nowMs, deadlineMs: world.nowMs + ttlMs };
  delete lock.ended;
  delete lock.endedBy;
  delete lock.promised;
}

function endLock(
  world: World,
  lock: Lock,
  lease: LockLease,
  ended: string,
  happening: { type: string; by: string } & Record<string, string>,
): void {
  delete lock.lease;
  Object.assign(lock, { ended, endedBy: happening.by });
  tell(world, { ...happening, lock: lock.name, processId: lease.holder, fence: lock.fence });
  promisedTo(world, lock, undefined);
}

/** Takes it from its holder; the last release of it is told again. */
export function release(world: World, name: LockName, { fence, by, reason }: ReleaseLockOptions): ReleaseLockOutcome {
  const lock = lockOf(world, name);
  const isSame = fence !== undefined && lock.fence === BigInt(fence);
  const isOver = isSame && lock.ended === 'released' && lock.endedBy === by;
  if (lock.lease === undefined) return { outcome: isOver ? 'released' : 'not-held' };
  if (fence !== undefined && !isSame) return { outcome: 'not-held' };
  tick(world);
  endLock(world, lock, lock.lease, 'released', { type: 'lock.released', by, reason: reason ?? '' });
  return { outcome: 'released' };
}

/** Ends a request: nothing of it stays. */
export function leave(world: World, request: LockRequest): 'left' | 'handed-back' {
  const lock = lockOf(world, request.lock);
  tick(world);
  leaveLine(lock, request.requestId);
  if (lock.lease !== undefined && isOf(lock.lease, request)) {
    endLock(world, lock, lock.lease, 'released', { type: 'lock.released', by: request.processId });
    return 'handed-back';
  }
  const wasHeld = lock.fence !== undefined && lock.lease === undefined;
  if (wasHeld && lock.promised?.requestId === request.requestId) promisedTo(world, lock, undefined);
  return 'left';
}

/** Frees it, if it is as it was seen and its holder is gone; how the lease ended. */
export function free(world: World, seen: SeenLock, cause: 'dead' | 'expired', by: string): string | undefined {
  const lock = lockOf(world, seen.lock);
  const { lease } = lock;
  if (lease === undefined || lease.holder !== seen.holder || lock.fence !== BigInt(seen.fence)) return undefined;
  tick(world);
  const isAsSeen = lease.deadlineMs === seen.deadlineMs;
  const ended = cause === 'dead' ? (isAsSeen ? 'dead' : undefined) : lostBy(world, lease);
  if (ended !== undefined) endLock(world, lock, lease, ended, { type: 'lock.freed', cause: ended, by });
  return ended;
}

/** Brings back what Redis has forgotten, where nobody has it. */
export function restore(world: World, { lock: name, fence, processId, ttlMs }: LostLock): number | undefined {
  const lock = lockOf(world, name);
  if (lock.lease?.holder === processId && lock.fence === BigInt(fence)) return lock.lease.deadlineMs;
  tick(world);
  const isLost = lock.lease !== undefined || !isAlive(world, processId);
  if (isLost || !isForgotten(world, lock, BigInt(fence))) return undefined;
  beginLock(world, lock, { holder: processId, requestId: '' as RequestId, ttlMs, fence: BigInt(fence) });
  tell(world, { type: 'lock.restored', lock: name, processId, fence: lock.fence });
  return lock.lease?.deadlineMs;
}

/** A beat names it. */
export function renew(world: World, { processId, ttlMs }: Participant, name: LockName, fence: Fence): LeaseVerdict {
  const lock = lockOf(world, name);
  const { lease } = lock;
  if (lease?.holder === processId && lock.fence === BigInt(fence)) {
    Object.assign(lease, { ttlMs, deadlineMs: world.nowMs + ttlMs });
    return 'renewed';
  }
  return lease === undefined && isForgotten(world, lock, BigInt(fence)) ? 'behind' : 'lost';
}

/** Redis would know the fence, had it not lost it; of a lock that it knows nothing of, only a loss since can tell. */
function isForgotten(world: World, lock: Lock, fence: bigint): boolean {
  const lostUs = BigInt(world.clock.restartedMs ?? 0) * 1_000n;
  return (lock.fence !== undefined || lostUs > fence) && isAhead(world, fence, lock.fence);
}
