/** Imports: records of an original state, once, again, and after the issue has moved on. */

import * as fc from 'fast-check';
import type { ProcessId } from '../../../queues/values.ts';
import type { IssueToImport } from '../../../src/transitions/import-issue.ts';
import { T0 } from '../../support/transition-fixture.ts';
import { living } from '../calls/births.ts';
import { importRecord, releaseIssue } from '../calls/interventions.ts';
import { takeIssues } from '../calls/requests.ts';
import { flags } from '../subjects.ts';
import { Step } from './step.ts';

/** Records of issues that Mirin has hardly ever heard of. */
const records = fc.record({
  issue: fc.integer({ min: 1, max: 8 }),
  status: fc.constantFrom('pending', 'processing', 'completed', 'error', 'awaiting-response'),
  isFull: fc.boolean(),
});
type SomeRecord = typeof records extends fc.Arbitrary<infer T> ? T : never;

function recordOf({ issue, status, isFull }: SomeRecord): IssueToImport {
  const record = { issue, status, taskType: 'issue', lastUpdateMs: T0 - 1_000, sourceHash: 'aa11' };
  const times = { startTimeMs: T0 - 9_000, endTimeMs: T0 - 2_000 };
  if (status !== 'processing') return { ...record, ...(isFull && { ...times, result: '[]', metadata: '{"a":1}' }) };
  const holder = {
    processId: `imported-77~${issue}00000000000` as ProcessId,
    name: 'imported-77',
    deadlineMs: T0 + 60_000,
    ttlMs: 61_000,
    ...(isFull && { pid: 77 }),
  };
  return { ...record, ...(isFull && { startTimeMs: times.startTimeMs }), holder };
}

/** What comes after the import, before the record comes a second time. */
type Meanwhile = 'nothing' | 'the issue is taken' | 'the issue is released';

export const importSteps = fc
  .record({
    record: records,
    meanwhile: fc.constantFrom<Meanwhile>('nothing', 'the issue is taken', 'the issue is released'),
    again: fc.constantFrom('not again', 'again', 'another record'),
  })
  .map(({ record: some, meanwhile, again }) => {
    const { issue, status, isFull } = some;
    const text = `import #${issue} as ${status}${flags({ isFull })}; ${meanwhile}; ${again}`;
    return new Step(text, async (session, notes) => {
      const record = recordOf(some);
      await importRecord(session, record);
      if (meanwhile === 'the issue is taken') {
        await takeIssues(session, notes, await living(session, notes, 'bot'), [issue]);
      }
      if (meanwhile === 'the issue is released') await releaseIssue(session, issue, undefined, '');
      if (again === 'again') await importRecord(session, record);
      if (again === 'another record') await importRecord(session, { ...record, sourceHash: 'bb22' });
    });
  });
