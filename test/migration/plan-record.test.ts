/** Tests of how one record comes over: what is kept, and that no holder who may live is called dead. */

import { expect } from 'chai';
import { planRecord, type ImportPlan } from '../../src/migration/plan-record.ts';
import type { DeadlineRule } from '../../src/migration/imported-holder.ts';
import { readPoppoState } from '../../src/migration/read-poppo-state.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { FINISHED, importedIssue, IN_WORK } from './poppo-fixtures.ts';

const MINUTE_MS = 60_000;
const STALE_AFTER_MS = 30 * MINUTE_MS;
const STARTED_MS = Date.parse(IN_WORK.startTime);
const UPDATED_MS = Date.parse(IN_WORK.lastUpdated);
/** Ten minutes after the last stamp: the holder may well be running. */
const NOW_MS = UPDATED_MS + 10 * MINUTE_MS;

const RULE: DeadlineRule = { nowMs: NOW_MS, staleAfterMs: STALE_AFTER_MS, assumeDead: false };
const iso = (ms: number) => new Date(ms).toISOString();

function plan(record: unknown, rule: Partial<DeadlineRule> = {}, tasks?: unknown): ImportPlan {
  return planRecord(importedIssue(record, tasks), { ...RULE, ...rule });
}

const metadataOf = (record: unknown, tasks?: unknown): unknown => JSON.parse(plan(record, {}, tasks).metadata);

describe('planRecord', () => {
  it('takes over a finished record whole', () => {
    const { sourceHash, ...rest } = plan(FINISHED);
    expect(sourceHash).to.match(/^[0-9a-f]{64}$/);
    expect(rest).to.deep.equal({
      issue: 98,
      status: 'awaiting-response',
      taskType: 'comment-reply',
      startTimeMs: Date.parse(FINISHED.startTime),
      endTimeMs: Date.parse(FINISHED.endTime),
      lastUpdateMs: Date.parse(FINISHED.lastUpdated),
      result: '{"error":"the helper could not be run","taskType":"comment-reply"}',
      metadata: '{"retryCount":0,"errorCount":0}',
      notes: [],
    });
  });

  it('takes over a record in work as a lease of its holder', () => {
    const { sourceHash: _, ...rest } = plan(IN_WORK);
    expect(rest).to.deep.equal({
      issue: 98,
      status: 'processing',
      taskType: 'comment-reply',
      holder: { name: IN_WORK.processId, pid: 41_207, deadlineMs: UPDATED_MS + STALE_AFTER_MS },
      startTimeMs: STARTED_MS,
      lastUpdateMs: UPDATED_MS,
      metadata: `{"retryCount":0,"errorCount":0,"lastHeartbeat":"${IN_WORK.lastHeartbeat}"}`,
      notes: [],
    });
  });

  describe('the deadline', () => {
    const newest: [string, Record<string, unknown>, unknown, number][] = [
      ['lastUpdated', { lastUpdated: iso(NOW_MS - 1) }, {}, NOW_MS - 1],
      ['startTime', { startTime: iso(NOW_MS - 2) }, {}, NOW_MS - 2],
      ['startTime in ms', { startTime: NOW_MS - 2 }, {}, NOW_MS - 2],
      ['lastHeartbeat', { lastHeartbeat: iso(NOW_MS - 3) }, {}, NOW_MS - 3],
      ['startTime of a running task', {}, { t: { issueNumber: 98, startTime: iso(NOW_MS - 4) } }, NOW_MS - 4],
      ['startTime of a running task in ms', {}, { t: { issueNumber: 98, startTime: NOW_MS - 5 } }, NOW_MS - 5],
      ['lockTime of a running task', {}, { t: { issueNumber: 98, lockTime: iso(NOW_MS - 6) } }, NOW_MS - 6],
      [
        'startTime of the later of two tasks',
        {},
        [0, 9].map((ms) => ({ issueNumber: 98, startTime: NOW_MS - ms })),
        NOW_MS,
      ],
      [
        'startTime with another zone',
        { startTime: '2024-03-05T19:10:00.000+09:00' },
        {},
        Date.parse('2024-03-05T10:10:00Z'),
      ],
    ];
    for (const [what, change, tasks, newestMs] of newest) {
      it(`counts from ${what} where that is the newest stamp`, () => {
        expect(plan({ ...IN_WORK, ...change }, {}, tasks).holder?.deadlineMs).to.equal(newestMs + STALE_AFTER_MS);
      });
    }

    it('takes the time to go stale from the operator', () => {
      const { holder } = plan(IN_WORK, { staleAfterMs: 5 * MINUTE_MS });
      expect(holder?.deadlineMs).to.equal(UPDATED_MS + 5 * MINUTE_MS);
    });

    it('is never before the holder could have gone stale, whatever its stamps are worth', () => {
      const unstamped = { status: 'processing', processId: 'x' };
      const worthless = ['yesterday', '2024-03-05', '2024-03-05T10:02:44', 1_709_632_964, -1, 1.5, {}, true, ''];
      for (const lastHeartbeat of [undefined, null, ...worthless]) {
        const { holder } = plan({ ...unstamped, lastHeartbeat });
        expect(holder?.deadlineMs, JSON.stringify(lastHeartbeat)).to.equal(NOW_MS + STALE_AFTER_MS);
      }
      const old = { ...IN_WORK, lastUpdated: iso(0), startTime: iso(STARTED_MS), lastHeartbeat: 'a minute ago' };
      expect(plan(old).holder?.deadlineMs).to.equal(NOW_MS + STALE_AFTER_MS);
    });

    it('is clamped where a stamp lies in the future, with a note', () => {
      const { holder, lastUpdateMs, notes } = plan({ ...IN_WORK, lastUpdated: iso(NOW_MS + 1) });
      expect(holder?.deadlineMs).to.equal(NOW_MS + STALE_AFTER_MS);
      expect(lastUpdateMs).to.equal(NOW_MS);
      expect(notes).to.deep.equal([`#98 lastUpdated: "${iso(NOW_MS + 1)}" lies in the future; taken as now`]);
    });

    it('is now where the operator says that no holder lives, and never later than without that word', () => {
      expect(plan(IN_WORK, { assumeDead: true }).holder?.deadlineMs).to.equal(NOW_MS);
      const longPast = { assumeDead: true, nowMs: UPDATED_MS + STALE_AFTER_MS + 1 };
      expect(plan(IN_WORK, longPast).holder?.deadlineMs).to.equal(UPDATED_MS + STALE_AFTER_MS);
    });

    it('belongs to records in work only', () => {
      for (const status of ['awaiting-response', 'completed', 'error']) {
        expect(plan({ ...IN_WORK, status })).not.to.have.property('holder');
      }
    });
  });

  describe('the holder', () => {
    const names: [unknown, string][] = [
      ['issue-98', 'issue-98'],
      ['poppo main:7/Ä', 'poppo-main-7-'],
      ['~~~', 'poppo-unknown'],
      ['x'.repeat(80), 'x'.repeat(64)],
      [4711, '4711'],
      [null, 'poppo-41207'],
    ];
    for (const [processId, name] of names) {
      it(`of processId ${JSON.stringify(processId)} is called ${name}`, () => {
        expect(plan({ ...IN_WORK, processId }).holder?.name).to.equal(name);
      });
    }

    it('keeps its original name in the metadata where that had to be altered', () => {
      expect(metadataOf({ ...IN_WORK, processId: 'a b' })).to.include({ processId: 'a b' });
      expect(plan({ ...IN_WORK, processId: 'a b' }).notes).to.deep.equal(['#98: its holder is called a-b']);
    });

    it('has a pid only where the record names a possible one', () => {
      expect(plan({ ...IN_WORK, pid: '41207' }).holder?.pid).to.equal(41_207);
      for (const pid of [0, -5, 1.5, 2 ** 31, 'abc', {}]) {
        expect(plan({ ...IN_WORK, pid }).holder, JSON.stringify(pid)).not.to.have.property('pid');
        expect(metadataOf({ ...IN_WORK, pid })).to.deep.include({ pid });
      }
    });
  });

  describe('what has no place of its own', () => {
    it('goes into the metadata', () => {
      const extra = {
        reason: 'keyword_of_completion',
        taskId: 'issue-96',
        source: 's',
        projectId: 'p',
        deep: { a: [1] },
      };
      expect(metadataOf({ ...FINISHED, ...extra })).to.deep.equal({ retryCount: 0, errorCount: 0, ...extra });
    });

    it('is kept beside a member of the metadata that has the same name', () => {
      const record = { ...FINISHED, metadata: { reason: 'inner', n: 1 }, reason: 'outer' };
      expect(metadataOf(record)).to.deep.equal({ 'metadata.reason': 'inner', n: 1, reason: 'outer' });
    });

    it('includes metadata that is no object, and what a record in work still bears of earlier work', () => {
      expect(metadataOf({ ...FINISHED, metadata: [1] })).to.deep.equal({ metadata: [1] });
      expect(metadataOf({ ...IN_WORK, metadata: null, lastHeartbeat: null, result: { pr: 1 } })).to.deep.equal({
        result: { pr: 1 },
      });
      expect(plan({ ...IN_WORK, result: { pr: 1 }, endTime: FINISHED.endTime })).not.to.have.any.keys(
        'result',
        'endTimeMs',
      );
    });

    it('includes the holder that a finished record still names', () => {
      expect(metadataOf({ ...FINISHED, processId: 'p', pid: 7 })).to.include({ processId: 'p', pid: 7 });
    });

    it('includes the running tasks, unless they are too large', () => {
      const task = { issueNumber: 98, title: '二重起動防止', pid: 35_331 };
      expect(metadataOf(IN_WORK, { t: task })).to.deep.include({ 'running-tasks.json': { t: task } });
      const many = Array.from({ length: 30 }, () => ({ issueNumber: 98, title: 'x'.repeat(10_000) }));
      const { metadata, notes } = plan(IN_WORK, {}, many);
      expect(JSON.parse(metadata)).not.to.have.property('running-tasks.json');
      expect(notes).to.deep.equal(['#98: its 30 running tasks are too large to be kept in its metadata']);
    });
  });

  it('keeps result and metadata in the words of the source', () => {
    const record = '{"status": "completed", "result": {"big": 12345678901234567890, "list": [], "f": 1.0}, "x": 1e400}';
    const dir = tempFolder({ 'issue-status.json': `{"issues": {"98": ${record}}}` });
    const [issue] = readPoppoState(dir).issues;
    if (issue === undefined) throw new Error('the record was rejected');
    const { result, metadata } = planRecord(issue, RULE);
    expect(result).to.equal('{"big":12345678901234567890,"list":[],"f":1.0}');
    expect(metadata).to.equal('{"x":1e400}');
  });

  it('takes over a record of status and time only', () => {
    const { sourceHash: _, ...rest } = plan({ status: 'completed', lastUpdated: FINISHED.lastUpdated });
    expect(rest).to.deep.equal({
      issue: 98,
      status: 'completed',
      taskType: 'unknown',
      lastUpdateMs: Date.parse(FINISHED.lastUpdated),
      metadata: '{}',
      notes: [],
    });
  });

  it('keeps in the metadata a task type that Mirin can not have', () => {
    for (const taskType of ['x'.repeat(65), 'a\nb', 7, '']) {
      const record = { ...FINISHED, taskType };
      expect(plan(record).taskType).to.equal('unknown');
      expect(metadataOf(record)).to.include({ taskType });
    }
  });

  it('leaves out a result that is missing or null, and keeps any other', () => {
    expect(plan({ ...FINISHED, result: null })).not.to.have.property('result');
    for (const result of [[], {}, 'text', 0, false]) {
      expect(plan({ ...FINISHED, result }).result).to.equal(JSON.stringify(result));
    }
  });

  describe('the source hash', () => {
    const hash = (record: unknown, rule?: Partial<DeadlineRule>, tasks?: unknown) =>
      plan(record, rule, tasks).sourceHash;
    const reversed = (record: object) => Object.fromEntries(Object.entries(record).toReversed());

    it('is the same for any order of fields, any clock and any running task', () => {
      const other = { ...reversed(FINISHED), metadata: reversed(FINISHED.metadata) };
      expect(hash(other)).to.equal(hash(FINISHED));
      expect(hash(IN_WORK, { nowMs: NOW_MS + 1, assumeDead: true })).to.equal(hash(IN_WORK));
      expect(hash(IN_WORK, {}, { t: { issueNumber: 98 } })).to.equal(hash(IN_WORK));
    });

    it('differs where anything in the record differs', () => {
      const changes = [
        { status: 'error' },
        { extra: 1 },
        { metadata: { retryCount: 1, errorCount: 0 } },
        { result: [] },
      ];
      const hashes = [{}, ...changes].map((change) => hash({ ...FINISHED, ...change }));
      expect(new Set(hashes).size).to.equal(hashes.length);
    });
  });
});
