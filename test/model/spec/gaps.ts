/** Gaps: times of which nobody can say who was silent, and the shadow that they throw. */

import type { LockName } from '../../../queues/values.ts';
import { leaseName } from '../../../src/transitions/lease-subject.ts';
import type { Gap, Lease, World } from './world.ts';

const SHORTEST_TTL_MS = 10_000;
const LONGEST_TTL_MS = 86_400_000;
const BRAKE_ABOVE = 5;
/** By a smaller step back a repair may come too late. */
const LARGE_STEP_MS = 1_000;

/** Redis answers: what lies between this and its last answer may have been a gap. */
export function tick(world: World, endedRunId = ''): { isGap: boolean } {
  const { clock, nowMs, runId } = world;
  const gap = gapBefore(world, endedRunId);
  const stepMs = (clock.tickMs ?? nowMs) - nowMs;
  if (stepMs >= LARGE_STEP_MS) setBack(world, stepMs);
  clock.id ??= `${runId}-${nowMs * 1_000}`;
  clock.tickMs = nowMs;
  clock.runId = runId;
  if (gap?.kind === 'restart' || gap?.kind === 'loss') clock.restartedMs = nowMs;
  if (gap !== undefined) noteGap(world, gap);
  return { isGap: gap !== undefined };
}

/** The loss of all that Redis knew; another run, unless the last is known to have ended in order; a step back; silence. */
function gapBefore({ clock, nowMs, runId, knownClockId }: World, endedRunId: string): Gap | undefined {
  const { tickMs: lastMs = nowMs, runId: lastRunId = runId } = clock;
  const startMs = Math.min(lastMs, nowMs);
  const isLost = knownClockId !== undefined && knownClockId !== clock.id;
  // Many may remember the former clock: the first of them tells.
  if (isLost && clock.restartedMs === undefined) return { kind: 'loss', startMs, stopMs: nowMs };
  if (lastRunId !== runId && lastRunId !== endedRunId) return { kind: 'restart', startMs, stopMs: nowMs };
  if (nowMs < lastMs) return { kind: 'clock', startMs: nowMs, stopMs: nowMs };
  if ((nowMs - lastMs) * 3 > SHORTEST_TTL_MS) return { kind: 'silence', startMs: lastMs, stopMs: nowMs };
  return undefined;
}

/** A clock that steps back takes all deadlines with it, and all gaps. */
function setBack({ clock, issues, locks }: World, stepMs: number): void {
  for (const { lease } of locks.values()) if (lease !== undefined) lease.deadlineMs -= stepMs;
  for (const { lease } of issues.values()) if (lease !== undefined) lease.deadlineMs -= stepMs;
  for (const gap of clock.gaps) Object.assign(gap, { startMs: gap.startMs - stepMs, stopMs: gap.stopMs - stepMs });
  if (clock.restartedMs !== undefined) clock.restartedMs -= stepMs;
  if (clock.brakedMs !== undefined) clock.brakedMs -= stepMs;
}

/** Whenever a gap is noted, those are forgotten that can shield no lease any more. */
function noteGap({ clock, nowMs }: World, gap: Gap): void {
  const longestMs = ({ kind, startMs, stopMs }: Gap) => (kind === 'silence' ? (stopMs - startMs) * 3 : LONGEST_TTL_MS);
  clock.gaps = [...clock.gaps, gap].filter((each) => nowMs < each.stopMs + longestMs(each));
}

/** When the gap's shadow on leases of this length ends; a silence of at most a third of it throws none. */
function shadowEndMs({ kind, startMs, stopMs }: Gap, ttlMs: number): number {
  const isShort = kind === 'silence' && stopMs - startMs <= ttlMs / 3;
  return isShort ? 0 : stopMs + ttlMs;
}

/** Until when gaps shield the lease: those that it had not run out before. The brake is for holders that beat. */
export function shieldEndMs(
  { clock, nowMs }: World,
  { deadlineMs, ttlMs }: Pick<Lease, 'deadlineMs' | 'ttlMs'>,
  beats: boolean,
): number {
  const ends = clock.gaps
    .filter(({ startMs, kind }) => deadlineMs >= startMs && (beats || kind !== 'brake'))
    .map((gap) => shadowEndMs(gap, ttlMs))
    .filter((endMs) => nowMs < endMs);
  return Math.max(0, ...ends);
}

/** Whether a death now lies in the shadow of a gap, so that it is nobody's fault. */
export function isInShadow({ clock, nowMs }: World, ttlMs: number, beats: boolean): boolean {
  return clock.gaps.some((gap) => (beats || gap.kind !== 'brake') && nowMs < shadowEndMs(gap, ttlMs));
}

/** An issue by its number, or a lock by its name. */
type Expiring = { deadlineMs: number } & ({ issue: number } | { lock: LockName });

export interface Expired {
  issues: { issue: number; deadlineMs: number }[];
  locks: LockName[];
  count: number;
  isLast: boolean;
}

/** The leases whose time is over, oldest first. Where most run out at once that is a gap: once for each episode. */
export function listExpired(world: World, offset: number, limit: number): Expired {
  tick(world);
  const all = leasesByDeadline(world);
  const expired = all.filter(({ deadlineMs }) => deadlineMs <= world.nowMs);
  const isMass = expired.length > BRAKE_ABOVE && expired.length > all.length / 2;
  if (isMass && !world.clock.isBraked) brake(world, all[0]?.deadlineMs ?? 0);
  world.clock.isBraked = isMass;
  const page = expired.slice(offset, offset + limit);
  return {
    issues: page.filter((each) => 'issue' in each),
    locks: page.flatMap((each) => ('lock' in each ? [each.lock] : [])),
    count: page.length,
    isLast: page.length < limit,
  };
}

/** What ran out by the last brake is not shielded again, unless the clock was set back since. */
function brake(world: World, oldestMs: number): void {
  const { clock, nowMs } = world;
  const isAfterLast = clock.brakedMs !== undefined && clock.brakedMs <= nowMs;
  const startMs = isAfterLast ? Math.max(oldestMs, (clock.brakedMs ?? 0) + 1) : oldestMs;
  noteGap(world, { kind: 'brake', startMs, stopMs: nowMs });
  clock.brakedMs = nowMs;
}

function leasesByDeadline({ issues, locks }: World): Expiring[] {
  const ofIssues = [...issues.values()].flatMap(({ number, lease }) =>
    lease === undefined ? [] : [{ issue: number, deadlineMs: lease.deadlineMs }],
  );
  const ofLocks = [...locks.values()].flatMap(({ name, lease }) =>
    lease === undefined ? [] : [{ lock: name, deadlineMs: lease.deadlineMs }],
  );
  return [...ofIssues, ...ofLocks].toSorted(
    (a, b) => a.deadlineMs - b.deadlineMs || (leaseName(a) < leaseName(b) ? -1 : 1),
  );
}
