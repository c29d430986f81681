/** Checks that every orphan was repaired within the bound that docs/guarantees.md states. */

import { clientOf, type History, type Span } from '../history.ts';
import type { LeaseLife } from '../lease-lives.ts';
import type { Violation } from '../violation.ts';

/** A job whose worker died in the middle is done by another so much later (docs/guarantees.md). */
const LATER_BY_WORKER_MS = 6_000;
/** A loaded machine keeps the prober and the scan waiting, and after them the repair. */
const STEPS_OF_A_REPAIR = 3;

export function checkOrphans(history: History, leases: readonly LeaseLife[]): Violation[] {
  return leases.flatMap((lease) => {
    const { ended, issue, fence, processId } = lease;
    const seenMs = repairableMs(history, lease);
    if (seenMs === undefined) return [];
    const span = { fromMs: seenMs, untilMs: ended?.atMs ?? history.endedMs };
    const dueMs = seenMs + allowedMs(history, span);
    if (span.untilMs <= dueMs + history.clockErrorMs) return [];
    const what = `${ended === undefined ? 'still not repaired' : 'ended'} at ${span.untilMs}, due at ${dueMs}`;
    return [{ invariant: 'in-time', what: `${what} (${processId})`, issue, fence, events: [lease.began.id] }];
  });
}

/**
 * The bound without R: from the death where the pid tells it, from the deadline otherwise. Undefined where nothing says
 * that the holder left the issue alone.
 */
function repairableMs(history: History, lease: LeaseLife): number | undefined {
  const { heartbeatTtlMs, probeEveryMs, scanEveryMs, hungGraceMs } = history.rules;
  const { began, ended, issue } = lease;
  const life = clientOf(history, lease.processId);
  if (life?.liveness === 'beat' && life.gone !== undefined) {
    return Math.max(life.gone.byMs, began.atMs) + probeEveryMs;
  }
  const deadlineMs = ended === undefined ? history.deadlines[issue] : ended.deadlineMs;
  if (deadlineMs === undefined) return undefined;
  const graceMs = life?.liveness === 'beat' ? Math.max(hungGraceMs, 2 * probeEveryMs) : 0;
  const gaps = history.faults.filter(({ of, untilMs }) => of === 'redis' && untilMs > deadlineMs - heartbeatTtlMs);
  const shieldedMs = gaps.map(({ untilMs }) => untilMs + heartbeatTtlMs);
  return Math.max(deadlineMs + graceMs, ...shieldedMs) + scanEveryMs;
}

/** The R of the bound: what a repair took just then, longer where workers failed or Redis was away meanwhile. */
function allowedMs({ rules, gauged, faults }: History, span: Span): number {
  const during = <S extends Span>(spans: readonly S[], sinceMs = span.fromMs): S[] =>
    spans.filter(({ fromMs, untilMs }) => fromMs <= span.untilMs && untilMs >= sinceMs);
  const longestMs = Math.max(0, ...during(gauged).map(lengthOf));
  const workers = during(faults, span.fromMs - LATER_BY_WORKER_MS).filter(({ of }) => of === 'worker');
  const away = during(faults).filter(({ of }) => of === 'redis');
  const laterMs = workers.length * LATER_BY_WORKER_MS + away.reduce((sum, fault) => sum + lengthOf(fault), 0);
  return rules.repairMs + STEPS_OF_A_REPAIR * longestMs + laterMs;
}

const lengthOf = ({ fromMs, untilMs }: Span): number => untilMs - fromMs;
