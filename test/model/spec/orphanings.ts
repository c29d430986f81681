/** Orphans: when one is repaired, what its death counts for, and when the issue is quarantined. */

import type { LeaseRules } from '../../../src/transitions/lease-rules.ts';
import type { Orphan, RepairOutcome } from '../../../src/transitions/repair.ts';
import { isInShadow, shieldEndMs, tick } from './gaps.ts';
import { currentLease, endLease } from './leases.ts';
import { endParticipant } from './participants.ts';
import { finishTask, wantTask } from './tasks.ts';
import { heldBy, issueOf, type Issue, type Lease, type Participant, type World } from './world.ts';

/** An orphan, when it is looked at again. */
interface Case {
  world: World;
  issue: Issue;
  lease: Lease;
  holder: Participant;
  rules: LeaseRules;
  cause: Orphan['cause'];
}

/** Looks at the orphan again, and makes its issue workable if it is one. */
export function repair(world: World, orphan: Orphan, rules: LeaseRules, by: string): RepairOutcome {
  const issue = issueOf(world, orphan.issue);
  const lease = currentLease(issue, orphan.fence);
  const holder = world.participants.get(orphan.holder);
  if (lease === undefined || holder === undefined || lease.holder !== orphan.holder) return { outcome: 'changed' };
  tick(world);
  if (lease.deadlineMs !== orphan.deadlineMs) return { outcome: 'alive', untilMs: 0 };
  const found: Case = { world, issue, lease, holder, rules, cause: orphan.cause };
  const untilMs = excusedUntilMs(found);
  return world.nowMs < untilMs ? { outcome: 'alive', untilMs } : endOrphan(found, by);
}

const beats = ({ liveness }: Participant): boolean => liveness === 'beat';

/** Its pid was seen alive since its last beat. */
const isUnresponsive = (holder: Participant): boolean => beats(holder) && holder.unresponsiveMs !== undefined;

/** Whoever beats in time lives, whatever became of one of its leases; a beat in the future was before a step back. */
const isBeating = ({ nowMs }: World, { status, liveness, lastSeenMs, ttlMs }: Participant): boolean =>
  status === 'alive' && liveness === 'beat' && lastSeenMs <= nowMs && nowMs < lastSeenMs + ttlMs;

/** A pid that was seen gone has no excuse. */
const excusedUntilMs = ({ world, lease, holder, rules, cause }: Case): number =>
  cause === 'dead' ? 0 : Math.max(graceEndMs(lease, holder, rules), shieldEndMs(world, lease, beats(holder)));

/** A prober on its machine gets time to look; a holder that is silent though its pid lives gets the hung grace. */
function graceEndMs({ deadlineMs }: Lease, holder: Participant, { hungGraceMs, probeGraceMs }: LeaseRules): number {
  const isProbed = holder.status === 'alive' && beats(holder) && holder.machineId !== '';
  if (!isProbed) return deadlineMs;
  return deadlineMs + (isUnresponsive(holder) ? hungGraceMs : probeGraceMs);
}

/** How the lease ended: who let go of a lease and beats on did not die. */
function endingOf({ world, holder, cause }: Case): 'dead' | 'expired' | 'hung' | 'dropped' {
  if (cause === 'dead') return 'dead';
  if (isBeating(world, holder)) return 'dropped';
  return isUnresponsive(holder) ? 'hung' : 'expired';
}

function endOrphan(found: Case, by: string): RepairOutcome {
  const { world, issue, lease, holder, rules } = found;
  const cause = endingOf(found);
  const isDeath = cause !== 'dropped';
  const isCounted = isDeath && !isInShadow(world, lease.ttlMs, beats(holder));
  const to = blame(found, isCounted);
  if (isDeath) bury(world, holder);
  // Where the pid was seen gone nobody can still be writing, but for what a `mirin run` has left behind.
  const mayStillWrite = isDeath && (cause !== 'dead' || holder.kind === 'run');
  endLease(world, issue, lease, {
    to,
    ended: cause,
    leaves: {
      ...(to === 'quarantined' && { reason: `its holder died ${issue.deaths.length} times` }),
      ...(mayStillWrite && { coolUntilMs: world.nowMs + rules.lockDelayMs }),
    },
    happening: { type: 'orphan.repaired', by, cause, deadline: lease.deadlineMs, counted: isCounted ? '1' : '0' },
  });
  if (to === 'quarantined') finishTask(world, issue.number);
  const wanted = to === 'pending' ? wantTask(world, issue) : undefined;
  return { outcome: 'repaired', to, cause, isCounted, orphanings: issue.deaths.length, wanted };
}

/** Too many deaths within the window: quarantine, but only for one that was not shared; else it must run by itself. */
function blame({ world, issue, holder, rules }: Case, isCounted: boolean): 'pending' | 'quarantined' {
  const isShared = (holder.heldAtDeath ?? heldBy(world, holder.processId).length) > 1;
  issue.deaths = issue.deaths.filter(({ atMs }) => atMs > world.nowMs - rules.orphaningWindowMs);
  if (isCounted) issue.deaths.push({ atMs: world.nowMs, isShared });
  if (!isCounted || issue.deaths.length < rules.maxOrphanings) return 'pending';
  if (!isShared) return 'quarantined';
  issue.mustRunAlone = true;
  return 'pending';
}

/** Death is final. A holder without heartbeats is known by its deadlines alone: it ends with its last lease. */
function bury(world: World, holder: Participant): void {
  const held = heldBy(world, holder.processId).length;
  if (holder.status !== 'alive') {
    if (held === 1) holder.isProbed = false;
    return;
  }
  holder.heldAtDeath ??= held;
  if (beats(holder) || held === 1) endParticipant(world, holder, 'dead');
}
