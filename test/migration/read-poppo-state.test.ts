/** Tests that each odd state file is either read whole, refused, or listed piece by piece. */

import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ImportUnreadableError } from '../../src/migration/errors.ts';
import { MAX_STATE_BYTES } from '../../src/migration/state-file.ts';
import { readPoppoState } from '../../src/migration/read-poppo-state.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { FINISHED, IN_WORK, stateFolder } from './poppo-fixtures.ts';

const NO_TASKS = { 'running-tasks.json': '{}' };

function refusalOf(dir: string): ImportUnreadableError {
  try {
    readPoppoState(dir);
  } catch (error) {
    expect(error).to.be.instanceOf(ImportUnreadableError).with.property('code', 'MIRIN_IMPORT_UNREADABLE');
    return error as ImportUnreadableError;
  }
  throw new Error('the state was read');
}

/** The reason for which a record under `key` is rejected. */
function rejectionOf(key: string, record: unknown): string | undefined {
  const { issues, rejected } = readPoppoState(stateFolder({ [key]: record, 7: FINISHED }));
  expect(issues.map(({ issue }) => issue)).to.deep.equal([7]);
  expect(rejected).to.have.lengthOf(1);
  expect(rejected[0]).to.include({ file: 'issue-status.json', key });
  return rejected[0]?.reason;
}

describe('readPoppoState', () => {
  it('reads issues and gives each running task to its issue', () => {
    const tasks = { 'issue-98-comment-IC_x': { issueNumber: 98, pid: 1, startTime: '2024-03-05T10:02:46.233Z' } };
    const state = readPoppoState(stateFolder({ 96: FINISHED, 98: IN_WORK }, tasks));
    expect(state.issues.map(({ issue, status }) => [issue, status])).to.deep.equal([
      [96, 'awaiting-response'],
      [98, 'processing'],
    ]);
    expect(state.issues[1]?.runningTasks.map(({ id }) => id)).to.deep.equal(['issue-98-comment-IC_x']);
    expect(state.runningTasks).to.have.lengthOf(1);
    expect(state.rejected).to.deep.equal([]);
    expect(state.notes).to.deep.equal([]);
  });

  describe('takes as a state without issues', () => {
    for (const content of ['{}', '{"lastSync": null}', '{"issues": {}}', '{"issues": []}', '\uFEFF{"issues":{}}']) {
      it(`the file ${JSON.stringify(content)}`, () => {
        const state = readPoppoState(tempFolder({ 'issue-status.json': content, ...NO_TASKS }));
        expect(state.issues).to.deep.equal([]);
        expect(state.rejected).to.deep.equal([]);
      });
    }
  });

  describe('refuses as unreadable an issue-status.json', () => {
    const unreadable: [string, unknown, string][] = [
      ['that is empty', '', 'is empty'],
      ['of white space', ' \n ', 'is empty'],
      ['that is cut off', JSON.stringify({ issues: { 98: IN_WORK } }).slice(0, 90), 'is cut off: it ends too early'],
      ['of zero bytes, as a crash of the host leaves it', Buffer.alloc(512), 'is not valid JSON'],
      ['that is not UTF-8', Buffer.from('{"issues":{}}', 'utf16le').fill(0xff, 0, 2), 'is not UTF-8 text'],
      ['that is an array', '[]', 'is not a state: expected an object, got an array of 0'],
      ['that is a text', '"issues"', 'is not a state: expected an object, got "issues"'],
      ['whose issues are a filled array', { issues: [FINISHED] }, 'issues: expected an object, got an array of 1'],
      ['whose issues are null', { issues: null }, 'issues: expected an object, got null'],
    ];
    for (const [what, content, reason] of unreadable) {
      it(what, () => {
        const error = refusalOf(tempFolder({ 'issue-status.json': content, ...NO_TASKS }));
        expect(error.message).to.include('issue-status.json').and.include(reason);
        expect(error.hint).to.include('Nothing was imported');
      });
    }

    it('of 50 MB, without reading it', () => {
      const dir = tempFolder({ 'issue-status.json': '{"issues":{}}', ...NO_TASKS });
      truncateSync(path.join(dir, 'issue-status.json'), 50_000_000);
      const before = process.memoryUsage().rss;
      expect(refusalOf(dir).message).to.include(`is too large: 50000000 bytes, at most ${MAX_STATE_BYTES} are read`);
      expect(process.memoryUsage().rss - before).to.be.below(40_000_000);
    });

    it('that is a folder', () => {
      expect(refusalOf(tempFolder({ 'issue-status.json/x': '' })).message).to.include('is not a file');
    });

    it('that is a pipe, without waiting for what may come out of it', () => {
      const dir = tempFolder(NO_TASKS);
      execFileSync('mkfifo', [path.join(dir, 'issue-status.json')]);
      expect(refusalOf(dir).message).to.include('is not a file');
    });

    it('that is not there, and says where there is one', () => {
      const root = tempFolder({ '.poppo/state/issue-status.json': { issues: {} } });
      const error = refusalOf(root);
      expect(error.message).to.include('issue-status.json does not exist');
      expect(error.hint).to.equal(`Give ${path.join(root, '.poppo/state')} instead.`);
      expect(refusalOf(tempFolder()).hint).to.equal('Give the folder that holds it instead.');
    });
  });

  describe('refuses as unreadable a running-tasks.json', () => {
    const unreadable: [string, unknown, string][] = [
      ['that is empty', '', 'is empty'],
      ['that is cut off', '{"issue-98": {"issueNum', 'is cut off: it ends too early'],
      ['that is a number', '7', 'is not a state: expected an object by task id, got 7'],
    ];
    for (const [what, content, reason] of unreadable) {
      it(what, () => {
        const error = refusalOf(tempFolder({ 'issue-status.json': '{}', 'running-tasks.json': content }));
        expect(error.message).to.include('running-tasks.json').and.include(reason);
      });
    }
  });

  describe('lists as rejected a record', () => {
    const keys = ['0', '-1', '1.5', '12abc', '096', '+7', '1e3', '', '9007199254740992', '__proto__'];
    for (const key of keys) {
      it(`under the key "${key}"`, () => {
        const issues = `{"7": ${JSON.stringify(FINISHED)}, ${JSON.stringify(key)}: ${JSON.stringify(FINISHED)}}`;
        const state = readPoppoState(tempFolder({ 'issue-status.json': `{"issues": ${issues}}`, ...NO_TASKS }));
        expect(state.issues).to.have.lengthOf(1);
        expect(state.rejected).to.deep.equal([
          { file: 'issue-status.json', key, reason: 'not an issue number: expected a positive integer below 2^53' },
        ]);
      });
    }

    const records: [string, unknown, string][] = [
      ['that is null', null, 'not a record: expected an object, got null'],
      ['that is a text', 'completed', 'not a record: expected an object, got "completed"'],
      ['that is an array', [FINISHED], 'not a record: expected an object, got an array of 1'],
      ['without a status', { lastUpdated: FINISHED.lastUpdated }, 'got nothing'],
      ['of an unknown status', { ...FINISHED, status: 'done' }, 'status: expected one of processing, '],
      ['whose status only Mirin has', { ...FINISHED, status: 'quarantined' }, 'got "quarantined"'],
      ['whose status is of another case', { ...FINISHED, status: 'Completed' }, 'got "Completed"'],
      ['of more than 256 KB', { ...FINISHED, result: 'x'.repeat(262_144) }, 'at most 262144 are taken over'],
    ];
    for (const [what, record, reason] of records) {
      it(what, () => {
        expect(rejectionOf('5', record)).to.include(reason);
      });
    }

    it('that is nested too deep for any reader', () => {
      const nested = '['.repeat(100_000) + ']'.repeat(100_000);
      const dir = tempFolder({ 'issue-status.json': `{"issues":{"5":{"status":"error","result":${nested}}}}` });
      expect(readPoppoState(dir).rejected).to.deep.equal([
        { file: 'issue-status.json', key: '5', reason: 'nested too deep: at most 100 levels are taken over' },
      ]);
    });

    it('that is overridden by a later one of the same key', () => {
      const issues = `{"5": ${JSON.stringify(IN_WORK)}, "5": ${JSON.stringify(FINISHED)}}`;
      const state = readPoppoState(tempFolder({ 'issue-status.json': `{"issues": ${issues}}`, ...NO_TASKS }));
      expect(state.issues.map(({ issue, status }) => [issue, status])).to.deep.equal([[5, 'awaiting-response']]);
      expect(state.rejected).to.have.lengthOf(1);
      expect(state.rejected[0]?.reason).to.include('written twice');
    });

    it('as it does with what lies beside the issues in the file', () => {
      const dir = tempFolder({ 'issue-status.json': { issues: {}, lastSync: 5, version: 2 }, ...NO_TASKS });
      expect(readPoppoState(dir).rejected.map(({ key }) => key)).to.deep.equal(['lastSync', 'version']);
    });
  });

  describe('lists as rejected a running task', () => {
    const tasks: [string, unknown, string][] = [
      ['of issue 0', { issueNumber: 0 }, 'issueNumber: expected a positive integer below 2^53, got 0'],
      ['without an issue', { pid: 7 }, 'issueNumber: expected a positive integer below 2^53, got nothing'],
      ['of an issue without a record', { issueNumber: 5 }, 'issue #5 is without a record, not processing'],
      ['of an issue that is not in work', { issueNumber: 96 }, 'issue #96 is awaiting-response, not processing'],
      ['that is no object', 98, 'not a task: expected an object'],
    ];
    for (const [what, task, reason] of tasks) {
      it(what, () => {
        const state = readPoppoState(stateFolder({ 96: FINISHED, 98: IN_WORK }, { t: task }));
        expect(state.rejected).to.deep.equal([{ file: 'running-tasks.json', key: 't', reason }]);
        expect(state.runningTasks).to.deep.equal([]);
      });
    }
  });

  describe('takes over running tasks', () => {
    it('whose issue number is text', () => {
      const state = readPoppoState(stateFolder({ 98: IN_WORK }, { t: { issueNumber: '98' } }));
      expect(state.issues[0]?.runningTasks).to.have.lengthOf(1);
    });

    it('from an array, empty or not', () => {
      expect(readPoppoState(stateFolder({ 98: IN_WORK }, '[]')).runningTasks).to.deep.equal([]);
      const state = readPoppoState(stateFolder({ 98: IN_WORK }, [{ issueNumber: 98 }]));
      expect(state.issues[0]?.runningTasks).to.have.lengthOf(1);
    });
  });

  describe('notes', () => {
    it('that there is no running-tasks.json', () => {
      expect(readPoppoState(stateFolder({ 98: IN_WORK })).notes).to.deep.equal(['there is no running-tasks.json']);
    });

    it('what lies beside the files and is not read', () => {
      const root = tempFolder({
        'state/issue-status.json': '{"issues":{}}',
        'state/issue-status.json.tmp': '{"issues"',
        'state/issue-status.json.lock': '1',
        'state/issue-status.json.backup-1750692118520': '{}',
        'state/running-tasks.json': '{}',
        'state/running-tasks.json.migrated-1750692118520': '{}',
        'state/pending-tasks.json': '[]',
        'logs/running-tasks.json': '{}',
      });
      expect(readPoppoState(path.join(root, 'state')).notes).to.deep.equal([
        'PoppoBuilder may still be running: issue-status.json.lock lies there',
        'side files are ignored: issue-status.json.backup-1750692118520, issue-status.json.lock, ' +
          'issue-status.json.tmp, running-tasks.json.migrated-1750692118520',
        'not part of this import: pending-tasks.json',
        `${path.join(root, 'logs/running-tasks.json')}, the old place of running tasks, is not read`,
      ]);
    });
  });
});
