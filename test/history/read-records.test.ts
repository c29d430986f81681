/** Tests of the records that programs leave, also when they are killed in the middle of a line. */

import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { TimedOutError } from '../../src/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { readRecords } from './read-records.ts';
import type { CallSubject } from './record.ts';
import { Recorder } from './recorder.ts';

const CALL: CallSubject = { deed: 'checkout', project: 'acme/widgets', processId: 'bot~abcdefgh', issue: 1 };

describe('the record of a program', () => {
  let file: string;
  let recorder: Recorder;

  beforeEach(() => {
    file = path.join(tempFolder(), 'record.jsonl');
    recorder = new Recorder(file);
  });
  afterEach(() => recorder.close());

  const read = () => readRecords([file, `${file}-that-was-never-begun`], (ms) => ms + 1_000_000).get('acme/widgets');

  it('tells of calls that were answered, that failed, and that never came back', async () => {
    await recorder.call(
      CALL,
      async () => ({ outcome: 'granted' }),
      (answer) => answer,
    );
    await recorder.call(CALL, () => Promise.reject(new TimedOutError('request-1', 100, true)), String);
    void recorder.call(CALL, () => new Promise(() => undefined), String);
    appendFileSync(file, '{"entry":"answered","call":3,"atM');
    const ends = read()?.calls.map(({ end }) => end) ?? [];
    expect(ends.map(({ how }) => how)).to.deep.equal(['answered', 'gave-up', 'unknown']);
    expect(ends[0]).to.include({ outcome: '{"outcome":"granted"}' });
    expect(ends[1]).to.include({ code: 'MIRIN_TIMED_OUT', isSettled: true });
  });

  it('has its times turned into those of Redis', () => {
    recorder.beaten({
      project: 'acme/widgets',
      processId: 'bot~abcdefgh',
      issue: 1,
      fence: '7',
      sentMs: 5,
      ackedMs: 6,
    });
    expect(read()?.beats).to.deep.equal([
      { processId: 'bot~abcdefgh', issue: 1, fence: '7', sentMs: 1_000_005, ackedMs: 1_000_006 },
    ]);
  });
});
