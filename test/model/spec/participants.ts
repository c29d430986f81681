/** Participants: how a process becomes known, shows that it lives, ends, and is forgotten. */

import type { Order } from '../../../queues/orders.ts';
import type { OrderOutcome } from '../../../src/transitions/order-process.ts';
import type { EndProcessOutcome } from '../../../src/transitions/end-process.ts';
import type { Beat, BeatReply, LeaseVerdict, NamedLease } from '../../../src/transitions/heartbeat.ts';
import type { ProcessRecord, RegisterOutcome } from '../../../src/transitions/register-process.ts';
import { isAhead } from './fences.ts';
import { isInShadow, tick } from './gaps.ts';
import { tell } from './happenings.ts';
import { renew as renewLock } from './locks.ts';
import { currentLease } from './leases.ts';
import { heldBy, isAlive, issueOf, type Participant, type World, locksOf } from './world.ts';

/** Makes the process known; again is harmless while it lives, and refused when it has ended. */
export function register(world: World, record: ProcessRecord): RegisterOutcome {
  const known = world.participants.get(record.processId);
  if (known !== undefined && known.status !== 'alive') return { outcome: 'ended' };
  tick(world);
  if (world.clock.id !== undefined) world.knownClockId = world.clock.id;
  world.participants.set(record.processId, {
    startedMs: world.nowMs,
    checkpoints: new Map(),
    orders: new Map(),
    ...known,
    ...record,
    status: 'alive',
    lastSeenMs: world.nowMs,
    isShownAlive: record.liveness === 'beat' || known?.isShownAlive === true,
    isProbed: record.liveness === 'beat' && record.machineId !== '',
  });
  return { outcome: 'registered', atMs: world.nowMs };
}

/** The process lives; those leases that it names, and that are its own, live on with it. */
export function beat(world: World, { processId, ttlMs, ...sent }: Beat): BeatReply {
  const participant = world.participants.get(processId);
  if (participant === undefined) return { process: 'unknown' };
  if (participant.status !== 'alive') return { process: 'ended' };
  tick(world);
  const stuck = (sent.stuck ?? []).join(' ');
  const { rssBytes, cpuPercent } = sent;
  Object.assign(participant, { ttlMs, lastSeenMs: world.nowMs, isShownAlive: true });
  participant.lastBeat = { rssBytes, cpuPercent, stuck };
  delete participant.unresponsiveMs;
  const verdicts = sent.leases.map((named) => renew(world, participant, named));
  const held = heldBy(world, processId).map(({ number }) => number);
  const isRenewed = (named: NamedLease, place: number) => 'issue' in named && verdicts[place] === 'renewed';
  const isAllRenewed = held.length === sent.leases.filter(isRenewed).length;
  for (const id of sent.acknowledged) participant.orders.delete(id);
  const orders = new Map(participant.orders);
  return { process: 'alive', atMs: world.nowMs, verdicts, held: isAllRenewed ? [] : held, orders };
}

function renew(world: World, participant: Participant, named: NamedLease): LeaseVerdict {
  if ('lock' in named) return renewLock(world, participant, named.lock, named.fence);
  const { issue: number, fence, checkpoint } = named;
  const issue = issueOf(world, number);
  const lease = currentLease(issue, fence);
  if (lease?.holder === participant.processId) {
    lease.ttlMs = participant.ttlMs;
    lease.deadlineMs = world.nowMs + lease.ttlMs;
    if (checkpoint !== undefined) participant.checkpoints.set(number, { fence: BigInt(fence), text: checkpoint });
    return 'renewed';
  }
  const isLostByRedis = issue.lease === undefined && isAhead(world, BigInt(fence), issue.fence);
  return isLostByRedis ? 'behind' : 'lost';
}

/** An operator's order, for a process that can hear of it. */
export function order(world: World, processId: string, orderId: string, given: Order): OrderOutcome {
  const participant = world.participants.get(processId);
  if (participant === undefined) return { outcome: 'unknown' };
  const { status, liveness, orders } = participant;
  if (status !== 'alive') return { outcome: 'over', status };
  if (liveness !== 'beat') return { outcome: 'deaf' };
  const issue = given.kind === 'cancel' ? given.issue : undefined;
  const isHeld = issue === undefined || heldBy(world, processId).some(({ number }) => number === issue);
  if (!isHeld) return { outcome: 'not-held' };
  tick(world);
  orders.set(orderId, JSON.stringify(given));
  if (given.kind === 'drain') participant.drainingMs ??= world.nowMs;
  tell(world, { type: 'process.ordered', processId, order: given.kind, issue, by: given.by, reason: given.reason });
  return { outcome: 'ordered' };
}

/** Ends a process that holds nothing. */
export function endProcess(world: World, processId: string, status: 'ended' | 'dead'): EndProcessOutcome {
  const participant = world.participants.get(processId);
  const issues = heldBy(world, processId).length;
  if (participant?.status !== 'alive') {
    if (participant !== undefined && issues === 0) participant.isProbed = false;
    return { outcome: 'ended', status: participant?.status ?? 'unknown' };
  }
  if (issues > 0) return { outcome: 'holds', issues };
  tick(world);
  endParticipant(world, participant, status);
  return { outcome: 'ended', status };
}

/** Final: an id that has ended never lives again. The prober looks again at one that leaves further leases. */
export function endParticipant(world: World, participant: Participant, status: 'ended' | 'dead'): void {
  Object.assign(participant, { status, endedMs: world.nowMs, isShownAlive: false });
  if (heldBy(world, participant.processId).length < 2) participant.isProbed = false;
  tell(world, { type: `process.${status}`, processId: participant.processId });
}

/** Forgets one that holds nothing, is over or was silent for longer than its leases live, and was not seen since. */
export function forget(world: World, processId: string, lastSeen: string): boolean {
  tick(world);
  const participant = world.participants.get(processId);
  const isSilent = participant === undefined || participant.lastSeenMs + participant.ttlMs <= world.nowMs;
  const isOver = isSilent || participant.status !== 'alive';
  const isAsSeen = participant !== undefined && String(participant.lastSeenMs) === lastSeen;
  const holds = heldBy(world, processId).length + locksOf(world, processId).length;
  if (!isOver || !isAsSeen || holds > 0) return false;
  world.participants.delete(processId);
  return true;
}

/** It is silent though its pid lives: true the first time since its last beat. In the shadow of a gap nobody can say. */
export function noteUnresponsive(world: World, processId: string): boolean {
  const participant = world.participants.get(processId);
  if (participant === undefined || !isAlive(world, processId)) return false;
  tick(world);
  const { lastSeenMs, ttlMs, liveness, unresponsiveMs } = participant;
  const isSeen = lastSeenMs <= world.nowMs && world.nowMs < lastSeenMs + ttlMs;
  const isSilent = !isSeen && !isInShadow(world, ttlMs, liveness === 'beat');
  if (!isSilent || unresponsiveMs !== undefined) return false;
  participant.unresponsiveMs = world.nowMs;
  tell(world, { type: 'process.unresponsive', processId });
  return true;
}
