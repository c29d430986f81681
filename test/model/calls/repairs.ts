/** Repairs, as scans and probers ask for them. */

import type { Fence } from '../../../queues/values.ts';
import { listExpired } from '../../../src/transitions/list-expired.ts';
import { repair, type Orphan, type RepairOutcome } from '../../../src/transitions/repair.ts';
import type { Notes, SeenLease } from '../notes.ts';
import type { Session } from '../session.ts';
import { freeLockOf, seenLock } from './locks.ts';
import * as gaps from '../spec/gaps.ts';
import * as orphanings from '../spec/orphanings.ts';
import { flags, theIssue, type WhichIssue } from '../subjects.ts';

const PAGE = 100;

export async function repairOrphan(session: Session, orphan: Orphan): Promise<void> {
  const { rules } = session.project;
  await session.same({
    name: 'repair',
    asked: orphan,
    spec: (world) => orphanings.repair(world, orphan, rules, 'the scan'),
    real: (store) => repair(store, orphan, rules, 'the scan'),
    kind: repairKind,
  });
}

function repairKind(reply: RepairOutcome): string {
  if (reply.outcome === 'alive') return reply.untilMs === 0 ? 'alive, renewed' : 'alive, left alone';
  if (reply.outcome === 'changed') return 'changed';
  return `repaired, ${reply.cause}, ${reply.to}${flags({ counted: reply.isCounted })}`;
}

/** The issue's lease as it is now; one that nobody ever had, where it has none. */
export function leaseNow({ world }: Session, notes: Notes, which: WhichIssue): SeenLease {
  const issue = theIssue(world, which);
  const { number, lease, fence = 1n } = issue;
  const deadlineMs = lease?.deadlineMs ?? world.nowMs;
  return { issue: number, holder: notes.holderOf(issue), fence: String(fence) as Fence, deadlineMs };
}

export const listLeases = (session: Session, offset: number, limit: number): Promise<gaps.Expired> =>
  session.same({
    name: 'list-expired',
    asked: { offset, limit },
    spec: (world) => gaps.listExpired(world, offset, limit),
    real: (store) => listExpired(store, offset, limit),
    kind: ({ issues, locks }) => [issues.length === 0 ? 'none' : 'some', ...(locks.length === 0 ? [] : ['locks'])],
  });

/** Lists what ran out, asks for the repair of each issue, and frees each lock. */
export async function scan(session: Session, notes: Notes): Promise<void> {
  const { issues, locks } = await listLeases(session, 0, PAGE);
  for (const lock of locks) await freeLockOf(session, seenLock(session, lock), 'expired');
  for (const { issue } of issues) {
    await repairOrphan(session, { ...leaseNow(session, notes, issue), cause: 'expired' });
  }
}
