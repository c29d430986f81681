/** Imports: a record of an original state comes over once, and never over what Mirin knows better. */

import type { ImportOutcome, IssueToImport } from '../../../src/transitions/import-issue.ts';
import { drawFence } from './fences.ts';
import { tick } from './gaps.ts';
import { changeStatus } from './happenings.ts';
import { issueOf, type Issue, type World } from './world.ts';

export function importIssue(world: World, record: IssueToImport): ImportOutcome {
  const issue = issueOf(world, record.issue);
  const entry = world.ledger.get(record.issue);
  const conflict = conflictOf(issue, record, entry);
  if (conflict !== undefined) return { outcome: 'conflict', detail: conflict };
  if (entry !== undefined) return { outcome: 'unchanged' };
  tick(world);
  takeOver(world, issue, record);
  world.ledger.set(record.issue, { sourceHash: record.sourceHash, version: issue.version });
  return { outcome: 'imported' };
}

function conflictOf(
  { work, version }: Issue,
  { sourceHash }: IssueToImport,
  entry: { sourceHash: string; version: number } | undefined,
): string | undefined {
  if (entry === undefined) return work.status && `Mirin knows it already, as ${work.status}`;
  if (entry.sourceHash !== sourceHash) return 'another record of it was imported before';
  return entry.version === version ? undefined : `Mirin has moved it since the import, to ${work.status ?? 'nothing'}`;
}

function takeOver(world: World, issue: Issue, record: IssueToImport): void {
  const { taskType, startTimeMs, endTimeMs, result, metadata, holder } = record;
  issue.work = {
    taskType,
    ...(startTimeMs !== undefined && { startMs: startTimeMs }),
    ...(endTimeMs !== undefined && { endMs: endTimeMs }),
    ...(result !== undefined && { result }),
    ...(metadata !== undefined && { metadata }),
  };
  if (holder !== undefined) giveTo(world, issue, record, holder);
  changeStatus(world, issue, record.status, { type: 'issue.imported', processId: holder?.processId });
  // The issue was last changed then, not by its import.
  issue.updatedMs = record.lastUpdateMs;
}

/** Whoever may still be working on it is known by the deadline alone. */
function giveTo(
  world: World,
  issue: Issue,
  { startTimeMs, lastUpdateMs }: IssueToImport,
  { processId, name, pid, deadlineMs, ttlMs }: NonNullable<IssueToImport['holder']>,
): void {
  issue.fence = drawFence(world);
  issue.lease = { holder: processId, ttlMs, deadlineMs };
  issue.work = { ...issue.work, checkedOutBy: name, attempt: 1 };
  world.participants.set(processId, {
    processId,
    name,
    liveness: 'ttl',
    kind: 'imported',
    pid,
    pidStarted: '',
    machineId: '',
    host: '',
    tmuxSession: '',
    version: '',
    ttlMs,
    status: 'alive',
    startedMs: startTimeMs,
    lastSeenMs: lastUpdateMs,
    isShownAlive: false,
    isProbed: false,
    checkpoints: new Map(),
    orders: new Map(),
  });
}
