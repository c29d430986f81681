/** Tests of the import as a whole: what is written, and that the report accounts for every record. */

import { expect } from 'chai';
import { RequestInvalidError } from '../../src/errors.ts';
import { ImportUnreadableError } from '../../src/migration/errors.ts';
import { importState, type ImportOptions, type ImportProgress } from '../../src/migration/import.ts';
import type { ImportPlan } from '../../src/migration/plan-record.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { FINISHED, IN_WORK, stateFolder } from './poppo-fixtures.ts';

const NOW_MS = Date.parse('2024-03-06T00:00:00Z');

/** Runs an import whose plans are collected instead of written. */
async function run(options: Partial<ImportOptions>) {
  const written: ImportPlan[] = [];
  const progress: ImportProgress[] = [];
  const report = await importState({
    dir: stateFolder({ 96: FINISHED, 98: IN_WORK, 0: FINISHED }, {}),
    nowMs: NOW_MS,
    write: async (plan) => {
      written.push(plan);
      return { outcome: 'imported' };
    },
    onProgress: (step) => progress.push(step),
    ...options,
  });
  return { report, written, progress };
}

describe('importState', () => {
  it('has every accepted record written and reports on every entry', async () => {
    const { report, written, progress } = await run({});
    expect(written.map(({ issue }) => issue)).to.deep.equal([96, 98]);
    expect(report).to.include({ found: 3, planned: 2, imported: 2, unchanged: 0, runningTasks: 0, dryRun: false });
    expect(report.rejected.map(({ key }) => key)).to.deep.equal(['0']);
    expect(progress.map(({ done, total, outcome }) => [done, total, outcome])).to.deep.equal([
      [1, 2, 'imported'],
      [2, 2, 'imported'],
    ]);
  });

  it('counts what was there already and lists what Mirin has moved since', async () => {
    const { report } = await run({
      write: async ({ issue }) =>
        issue === 98 ? { outcome: 'conflict', detail: 'Mirin knows it already' } : { outcome: 'unchanged' },
    });
    expect(report).to.include({ imported: 0, unchanged: 1 });
    expect(report.conflicts).to.deep.equal([{ issue: 98, detail: 'Mirin knows it already' }]);
  });

  it('writes nothing in a dry run and tells each plan', async () => {
    const { report, written, progress } = await run({ dryRun: true });
    expect(written).to.deep.equal([]);
    expect(report).to.include({ dryRun: true, found: 3, planned: 2, imported: 0 });
    expect(progress.map(({ plan, outcome }) => [plan.issue, outcome])).to.deep.equal([
      [96, 'planned'],
      [98, 'planned'],
    ]);
  });

  it('lets a silent holder be for 30 minutes, or for as long as it is told', async () => {
    const newestMs = Date.parse(IN_WORK.lastUpdated);
    const deadlineMs = async (options: Partial<ImportOptions>) => (await run(options)).written[1]?.holder?.deadlineMs;
    expect(await deadlineMs({})).to.equal(newestMs + 1_800_000);
    expect(await deadlineMs({ staleAfterMs: 60_000 })).to.equal(newestMs + 60_000);
    expect(await deadlineMs({ nowMs: newestMs, assumeDead: true })).to.equal(newestMs);
  });

  it('passes on the notes of the state and of the plans', async () => {
    const dir = stateFolder({ 98: { ...IN_WORK, lastUpdated: 'never' } });
    const { report } = await run({ dir });
    expect(report.notes).to.deep.equal([
      'there is no running-tasks.json',
      '#98 lastUpdated: "never" is no point in time; taken as now',
    ]);
  });

  it('writes nothing where one of the files is unreadable', async () => {
    const dir = stateFolder({ 96: FINISHED }, '{"cut');
    const written: number[] = [];
    const attempt = importState({
      dir,
      nowMs: NOW_MS,
      write: async ({ issue }) => {
        written.push(issue);
        return { outcome: 'imported' };
      },
    });
    const error = await attempt.catch((fault: unknown) => fault);
    expect(error).to.be.instanceOf(ImportUnreadableError);
    expect(written).to.deep.equal([]);
  });

  it('finds nothing to do in an empty state', async () => {
    const { report } = await run({ dir: tempFolder({ 'issue-status.json': '{}' }) });
    expect(report).to.include({ found: 0, planned: 0, imported: 0 });
    expect(report.notes).to.include('issue-status.json holds no issues');
  });

  const wrong: [string, Partial<ImportOptions>, string][] = [
    ['a negative time to go stale', { staleAfterMs: -1 }, 'staleAfterMs: expected at least 0 ms, got -1'],
    ['a time to go stale of more than 7 days', { staleAfterMs: 604_800_001 }, 'staleAfterMs: expected at most 7 days'],
    ['a time that is no number', { staleAfterMs: Number.NaN }, 'staleAfterMs: expected a time in ms'],
    ['a clock that is none', { nowMs: Number.NaN }, "nowMs: expected Redis's clock in ms"],
  ];
  for (const [what, options, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const error = await run(options).catch((fault: unknown) => fault);
      expect(error).to.be.instanceOf(RequestInvalidError).with.property('message').that.includes(message);
    });
  }
});
