/** Tests the import's writing half: plans become records in Redis, once, and never over what Mirin did since. */

import { expect } from 'chai';
import { processIdSchema } from '../../queues/values.ts';
import { importState, type ImportReport } from '../../src/migration/import.ts';
import { writePlan } from '../../src/migration/write-plan.ts';
import { listOrphans } from '../../src/store/list-orphans.ts';
import { listProcesses } from '../../src/store/list-processes.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { dumpProject } from '../support/project-dump.ts';
import { FINISHED, IN_WORK, stateFolder } from './poppo-fixtures.ts';

const NOW_MS = Date.parse('2024-03-05T10:10:00Z');
const STALE_AFTER_MS = 30 * 60_000;

describe('writing an import', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOW_MS);
  });

  afterEach(() => project.close());

  const importAll = (issues: Readonly<Record<string, unknown>>): Promise<ImportReport> =>
    importState({ dir: stateFolder(issues), nowMs: NOW_MS, write: (plan) => writePlan(project.store, plan) });

  const dump = () => dumpProject(project.redis, project.store.keys.project, ['clock']);

  it('takes over what was checked in, its result in the words of the source', async () => {
    expect(await importAll({ 96: FINISHED })).to.include({ imported: 1, unchanged: 0 });
    const record = await getIssue(project.store, 96);
    expect(record).to.deep.include({
      status: 'awaiting-response',
      taskType: 'comment-reply',
      result: FINISHED.result,
      metadata: FINISHED.metadata,
      startTimeMs: Date.parse(FINISHED.startTime),
      endTimeMs: Date.parse(FINISHED.endTime),
    });
    expect(record?.labels.isDirty).to.equal(true);
    expect(await project.redis.hget(project.key('issue:96'), 'result')).to.equal(JSON.stringify(FINISHED.result));
  });

  it('gives what was being worked on to a holder that only its deadline ends', async () => {
    await importAll({ 98: IN_WORK });
    const record = await getIssue(project.store, 98);
    const deadlineMs = Date.parse(IN_WORK.lastUpdated) + STALE_AFTER_MS;
    expect(record).to.include({ status: 'processing', checkedOutBy: IN_WORK.processId, pid: IN_WORK.pid, attempt: 1 });
    expect(record).to.include({ expiresAtMs: deadlineMs, isExpired: false });
    expect(record?.processId).to.match(/^imported-41207~[0-9a-f]{12}$/);
    const { processes } = await listProcesses(project.store);
    expect(processes).to.have.lengthOf(1);
    expect(processes[0]).to.deep.include({
      processId: record?.processId,
      name: IN_WORK.processId,
      kind: 'imported',
      liveness: 'ttl',
      status: 'alive',
      ttlMs: STALE_AFTER_MS,
      issues: [98],
    });
    expect((await listOrphans(project.store)).orphans).to.deep.equal([]);
    project.setTime(deadlineMs);
    const { orphans } = await listOrphans(project.store);
    expect(orphans).to.have.lengthOf(1);
    expect(orphans[0]).to.include({ issue: 98, holder: record?.processId, cause: 'expired' });
  });

  it('names a holder without a pid so that its id is valid too', async () => {
    await importAll({ 98: { ...IN_WORK, pid: null } });
    const processId = (await getIssue(project.store, 98))?.processId;
    expect(processId).to.match(/^imported-unknown~[0-9a-f]{12}$/);
    expect(processIdSchema.safeParse(processId).success).to.equal(true);
  });

  it('never gives a lease a TTL beyond what is legal', async () => {
    const ttlOf = async (issue: number, deadlineMs: number) => {
      const record = { status: 'processing', taskType: 'misc', metadata: '{}', notes: [] } as const;
      const source = { sourceHash: 'ab'.repeat(32), lastUpdateMs: NOW_MS };
      await writePlan(project.store, { issue, ...record, ...source, holder: { name: 'old', deadlineMs } });
      return project.redis.hget(project.key(`issue:${issue}`), 'leaseTtlMs');
    };
    expect(await ttlOf(5, NOW_MS - 5_000)).to.equal('10000');
    expect(await ttlOf(6, NOW_MS + 7 * 86_400_000)).to.equal('86400000');
  });

  it('changes nothing when it runs again', async () => {
    await importAll({ 96: FINISHED, 98: IN_WORK });
    const before = await dump();
    project.setTime(NOW_MS + 1_000);
    expect(await importAll({ 96: FINISHED, 98: IN_WORK })).to.deep.include({
      imported: 0,
      unchanged: 2,
      conflicts: [],
    });
    expect(await dump()).to.deep.equal(before);
  });

  it('goes on where it broke off', async () => {
    await importAll({ 96: FINISHED });
    expect(await importAll({ 96: FINISHED, 98: IN_WORK })).to.include({ imported: 1, unchanged: 1 });
  });

  it('leaves an issue alone that Mirin has moved since', async () => {
    await importAll({ 96: FINISHED, 98: IN_WORK });
    const bot = await project.register();
    await project.take(96, bot);
    const before = await dump();
    const report = await importAll({ 96: FINISHED, 98: IN_WORK });
    expect(report).to.include({ imported: 0, unchanged: 1 });
    expect(report.conflicts).to.deep.equal([
      { issue: 96, detail: 'Mirin has moved it since the import, to processing' },
    ]);
    expect(await dump()).to.deep.equal(before);
  });

  it('leaves an issue alone that Mirin knew before', async () => {
    await project.take(96, await project.register());
    const before = await dump();
    const { conflicts } = await importAll({ 96: FINISHED });
    expect(conflicts).to.deep.equal([{ issue: 96, detail: 'Mirin knows it already, as processing' }]);
    expect(await dump()).to.deep.equal(before);
  });

  it('takes no other record of an issue over than the first', async () => {
    await importAll({ 96: FINISHED });
    const before = await dump();
    const { conflicts } = await importAll({ 96: { ...FINISHED, status: 'completed' } });
    expect(conflicts).to.deep.equal([{ issue: 96, detail: 'another record of it was imported before' }]);
    expect(await dump()).to.deep.equal(before);
  });

  it('leaves every index as the hashes demand', async () => {
    await importAll({ 96: FINISHED, 97: { ...FINISHED, status: 'completed' }, 98: IN_WORK, 99: { status: 'error' } });
    const { checked, faults } = await verifyIndexes(project.store);
    expect(faults).to.deep.equal([]);
    expect(checked).to.equal(6);
  });
});
