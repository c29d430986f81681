/** Import-issue: a record of the original state comes over once, and never over what Mirin did since. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { takeOver } from '../../src/migration/take-over.ts';
import { importIssue, importWhenSettled, type IssueToImport } from '../../src/transitions/import-issue.ts';
import { releaseQuarantine } from '../../src/transitions/quarantine-release.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 98;
const HOLDER = { processId: 'imported-1~abcdefghijkl' as ProcessId, name: 'poppo-main', pid: 4711 };

const RECORD: IssueToImport = {
  issue: ISSUE,
  status: 'error',
  taskType: 'dogfooding',
  startTimeMs: T0 - 7_200_000,
  endTimeMs: T0 - 3_600_000,
  lastUpdateMs: T0 - 3_600_000,
  result: '{"error":[],"n":9007199254740993}',
  metadata: '{"retryCount":1,"status":"completed"}',
  sourceHash: 'a1b2c3',
};

describe('import-issue', () => {
  const project = useTransitionProject();
  const take = (over: Partial<IssueToImport> = {}) => importIssue(project.store, { ...RECORD, ...over });

  it('takes a record over as it was, verbatim', async () => {
    expect(await take()).to.deep.equal({ outcome: 'imported' });
    expect(await project.issue(ISSUE)).to.deep.equal({
      status: 'error',
      version: '1',
      processed: '0',
      lastUpdate: String(T0 - 3_600_000),
      taskType: 'dogfooding',
      startTime: String(T0 - 7_200_000),
      endTime: String(T0 - 3_600_000),
      result: RECORD.result,
      metadata: RECORD.metadata,
    });
    const dump = await project.dump();
    expect(dump['import:ledger']).to.deep.equal({ [ISSUE]: 'a1b2c3 1' });
    expect(dump['labels:dirty']).to.have.property(String(ISSUE));
    expect(dump['events']).to.have.nested.property('[0].type', 'issue.imported');
  });

  it('changes nothing when it is done again', async () => {
    await take();
    await project.pass(1_000);
    const before = await project.dump();
    expect(await take()).to.deep.equal({ outcome: 'unchanged' });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('makes a completed issue a processed one', async () => {
    await take({ status: 'completed' });
    expect((await project.dump())['processed_issues']).to.deep.equal([String(ISSUE)]);
  });

  describe('of a record in processing', () => {
    const held = (deadlineMs: number) => {
      const { endTimeMs: _end, result: _result, ...rest } = RECORD;
      const holder = { ...HOLDER, deadlineMs, ttlMs: 1_800_000 };
      return importIssue(project.store, { ...rest, status: 'processing', holder });
    };

    it('gives the holder a lease that only its deadline ends', async () => {
      await held(T0 + 1_000);
      const record = await project.issue(ISSUE);
      expect(record).to.include({ status: 'processing', fence: `${T0}000`, processId: HOLDER.processId, pid: '4711' });
      expect(await project.deadlineMs(ISSUE)).to.equal(T0 + 1_000);
      expect(await project.process(HOLDER.processId)).to.include({
        liveness: 'ttl',
        status: 'alive',
        kind: 'imported',
      });
    });

    it('is found and repaired at once where the deadline is long past', async () => {
      await held(T0 - 1_000);
      expect(await project.expired()).to.deep.equal([ISSUE]);
      const fence = (await project.issue(ISSUE))['fence'] as never;
      const lease = { issue: ISSUE, processId: HOLDER.processId, fence, expiresAtMs: T0 - 1_000 };
      expect(await project.repair(lease)).to.deep.include({
        outcome: 'repaired',
        to: 'pending',
        wanted: { taskId: 'issue-98', issue: ISSUE, run: 1 },
      });
      expect(await project.task(ISSUE)).to.include({ type: 'dogfooding', priority: 'normal' });
    });

    it('lets its holder hand it back under the fence', async () => {
      await held(T0 + 1_000);
      const fence = (await project.issue(ISSUE))['fence'] as never;
      const committed = await project.driven.handBack(ISSUE, HOLDER.processId, fence, 'completed');
      expect(committed).to.deep.equal({ outcome: 'committed', version: 2 });
    });
  });

  it('says why it came over, and why it is quarantined', async () => {
    await take({ status: 'quarantined', reason: 'its label says so' });
    expect(await project.issue(ISSUE)).to.include({ status: 'quarantined', reason: 'its label says so' });
    expect((await project.dump())['events']).to.have.nested.property('[0].reason', 'its label says so');
  });

  it('gives way to holders that bring their leases back after another run of Redis', async () => {
    const settled = () => importWhenSettled(project.store, RECORD, 1_000);
    await project.pass(0);
    await project.store.redis.hset(project.store.keys.own.clock, 'restartedAt', T0);
    await project.pass(999);
    expect(await settled()).to.deep.equal({ outcome: 'cooling-down', untilMs: T0 + 1_000 });
    expect(await project.issue(ISSUE)).to.deep.equal({});
    await project.pass(1);
    expect(await settled()).to.deep.equal({ outcome: 'imported' });
  });

  it('waits for nobody where it was not told to, however the clock stands to the restart', async () => {
    await project.pass(0);
    await project.store.redis.hset(project.store.keys.own.clock, 'restartedAt', T0);
    await project.pass(-1);
    expect(await take()).to.deep.equal({ outcome: 'imported' });
  });

  describe('of an issue that labels alone told of', () => {
    const byLabel = (status: 'processing' | 'quarantined') =>
      takeOver(project.store, { issue: ISSUE, status }, { silenceMs: 90_000, restartWaitMs: 0 });

    it('takes the place of what the label said, its holder included', async () => {
      await byLabel('processing');
      expect(await take()).to.deep.equal({ outcome: 'imported' });
      const dump = await project.dump();
      expect(await project.issue(ISSUE)).to.include({ status: 'error', version: '2', taskType: 'dogfooding' });
      expect(await project.issue(ISSUE)).not.to.have.any.keys('processId', 'checkedOutBy', 'attempt', 'leaseTtlMs');
      expect(dump).not.to.have.any.keys('leases', 'processes', 'processing_issues');
      expect(Object.keys(dump).filter((key) => key.startsWith('process:'))).to.deep.equal([]);
      expect(await take()).to.deep.equal({ outcome: 'unchanged' });
    });

    it('gives it to the holder that the record names', async () => {
      await byLabel('processing');
      const holder = { ...HOLDER, deadlineMs: T0 + 1_000, ttlMs: 1_800_000 };
      expect(await take({ status: 'processing', holder })).to.deep.equal({ outcome: 'imported' });
      expect(await project.issue(ISSUE)).to.include({ processId: HOLDER.processId, attempt: '1' });
      expect(await project.deadlineMs(ISSUE)).to.equal(T0 + 1_000);
    });

    it('is a conflict once somebody has moved it', async () => {
      await byLabel('quarantined');
      await releaseQuarantine(project.store, ISSUE, 'operator');
      expect(await take()).to.deep.include({ outcome: 'conflict' });
      expect(await byLabel('processing')).to.deep.equal({ outcome: 'known' });
      expect(await project.issue(ISSUE)).to.include({ status: 'pending' });
    });
  });

  describe('is a conflict', () => {
    const expectConflict = async (detail: string, over: Partial<IssueToImport> = {}) => {
      const before = await project.dump();
      expect(await take(over)).to.deep.equal({ outcome: 'conflict', detail });
      expect(await project.dump()).to.deep.equal(before);
    };

    it('where another record of the issue came over before', async () => {
      await take();
      await expectConflict('another record of it was imported before', { sourceHash: 'ffff' });
    });

    it('where Mirin has moved the issue since', async () => {
      await take();
      const bot = await project.driven.register('bot');
      await project.take(ISSUE, bot);
      await expectConflict('Mirin has moved it since the import, to processing');
    });

    it('where Mirin knew the issue already', async () => {
      const bot = await project.driven.register('bot');
      await project.take(ISSUE, bot);
      await expectConflict('Mirin knows it already, as processing');
    });
  });
});
