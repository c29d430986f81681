/** What people do to issues: release, end a quarantine, reset, call processed, import. */

import type { Fence } from '../../../queues/values.ts';
import { importIssue, type IssueToImport } from '../../../src/transitions/import-issue.ts';
import { markProcessed } from '../../../src/transitions/mark-processed.ts';
import { releaseQuarantine } from '../../../src/transitions/quarantine-release.ts';
import { release } from '../../../src/transitions/release.ts';
import { reset } from '../../../src/transitions/reset.ts';
import type { Session } from '../session.ts';
import { importIssue as importSpec } from '../spec/imports.ts';
import * as operators from '../spec/operators.ts';
import { upIn } from '../subjects.ts';

const BY = 'an operator';

export async function releaseIssue(
  session: Session,
  issue: number,
  fence: Fence | undefined,
  reason: string,
): Promise<void> {
  const options = { by: BY, reason, ...(fence !== undefined && { fence }) };
  await session.same({
    name: 'release',
    asked: { issue, ...options },
    spec: (world) => operators.release(world, issue, options),
    real: (store) => release(store, issue, options),
    kind: (reply) => [
      reply.outcome,
      ...upIn({ 'its task waits again': 'wanted' in reply && reply.wanted !== undefined }),
    ],
  });
}

export async function endQuarantine(session: Session, issue: number): Promise<void> {
  await session.same({
    name: 'quarantine-release',
    asked: issue,
    spec: (world) => operators.releaseQuarantine(world, issue, BY),
    real: (store) => releaseQuarantine(store, issue, BY),
    kind: ({ outcome }) => outcome,
  });
}

export async function resetIssue(session: Session, issue: number): Promise<void> {
  await session.same({
    name: 'reset',
    asked: issue,
    spec: (world) => operators.reset(world, issue, BY),
    real: (store) => reset(store, issue, BY),
    kind: ({ outcome }) => outcome,
  });
}

export async function callProcessed(session: Session, issue: number, isProcessed: boolean): Promise<void> {
  await session.same({
    name: 'mark-processed',
    asked: { issue, isProcessed },
    spec: (world) => operators.markProcessed(world, issue, isProcessed, BY),
    real: (store) => markProcessed(store, issue, isProcessed, BY),
    kind: (isNew) => (isNew ? (isProcessed ? 'processed' : 'unprocessed') : 'unchanged'),
  });
}

export async function importRecord(session: Session, record: IssueToImport): Promise<void> {
  await session.same({
    name: 'import-issue',
    asked: record,
    spec: (world) => importSpec(world, record),
    real: (store) => importIssue(store, record),
    kind: (reply) => (reply.outcome === 'conflict' ? reply.detail.replace(/, (as|to) .*/, '') : reply.outcome),
  });
}
