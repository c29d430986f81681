/** Import-issue: a record of the original state comes over once, and never over what Mirin did since. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { importIssue, type IssueToImport } from '../../src/transitions/import-issue.ts';
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
