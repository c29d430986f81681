/** Tests of bad input to the producer helper: each fault names the field, what came and what was expected. */

import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import type { CheckinOptions, ConnectOptions } from '../../src/client/connect-options.ts';
import type { CheckinStatus } from '../../src/index.ts';
import { rejection } from '../support/rejection.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';

describe('bad input to the producer helper', () => {
  let served: ServedProject;
  let mirin: Mirin;

  before(async () => {
    served = await serveProject();
    mirin = await Mirin.connect({ project: served.project, process: 'tester', redis: served.redis.url });
  });
  after(async () => {
    await mirin.close();
    await served.stop();
  });

  describe('connect', () => {
    const faulty: Record<string, [ConnectOptions, RegExp]> = {
      'an empty project': [{ project: '' }, /project/],
      'a project without a slash': [{ project: 'widgets' }, /owner\/repo.*"widgets"/],
      'a project with a space': [{ project: 'acme/wid gets' }, /owner\/repo/],
      'a project that climbs out': [{ project: 'acme/..' }, /owner\/repo/],
      'a project with a brace, which would end the hash tag': [{ project: 'acme/wid}gets' }, /owner\/repo/],
      'an empty process name': [{ process: '' }, /process/],
      'a process name of 65 characters': [{ process: 'p'.repeat(65) }, /1 to 64 letters.*65 characters/],
      'a process name with a colon': [{ process: 'main:1' }, /1 to 64 letters.*"main:1"/],
      'a process name with a control character': [{ process: 'main\u0007' }, /1 to 64 letters.*\\u0007/],
      'a TTL below 10 s': [{ heartbeatTtlMs: 9_999 }, /heartbeatTtlMs.*at least 10 s.*9999/],
      'a TTL above 24 h': [{ heartbeatTtlMs: 86_400_001 }, /heartbeatTtlMs.*at most 24 h/],
      'a beat that does not fit three times': [{ heartbeatTtlMs: 10_000, heartbeatEveryMs: 4_000 }, /heartbeatEveryMs/],
      'an option that is mistyped': [{ heartbeatTlMs: 20_000 } as ConnectOptions, /did you mean "heartbeatTtlMs"/],
      'a URL of another kind': [{ redis: 'http://localhost:6379' }, /redis:\/\//],
    };
    for (const [what, [options, message]] of Object.entries(faulty)) {
      it(`refuses ${what}`, async () => {
        const good = { project: served.project, process: 'tester', redis: served.redis.url };
        const fault = await rejection(Mirin.connect({ ...good, ...options }));
        expect(fault.code).to.equal('MIRIN_CONFIG_INVALID');
        expect(fault.message).to.match(message);
      });
    }
  });

  describe('checkout', () => {
    const issues: Record<string, unknown> = {
      '0': 0,
      '-1': -1,
      '1.5': 1.5,
      '"12abc"': '12abc',
      '2^53': 2 ** 53,
      NaN: NaN,
    };
    for (const [what, issue] of Object.entries(issues)) {
      it(`refuses the issue number ${what}`, async () => {
        const fault = await rejection(mirin.checkout(issue as number));
        expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
        expect(fault.message).to.match(/issue: expected a positive integer below 2\^53, got/);
      });
    }

    const options: Record<string, [object, RegExp]> = {
      'an option whose name is mistyped': [{ taskTyp: 'docs' }, /taskTyp: .*did you mean "taskType"/],
      'an unknown priority': [
        { priority: 'urgent' },
        /priority: expected one of dogfooding, high, normal, low, got "urgent"/,
      ],
      'an empty task type': [{ taskType: '' }, /taskType: expected 1 to 64 characters/],
      'a task type with a line break': [{ taskType: 'a\nb' }, /taskType: expected .* without control characters/],
      'a time-out of 0': [{ timeoutMs: 0 }, /timeoutMs: expected at least 100 ms, got 0/],
      'a request id with a colon': [{ requestId: 'abc:defgh' }, /requestId: expected 8 to 64 letters/],
      'reopen that is no boolean': [{ reopen: 'yes' }, /reopen: expected true or false, got "yes"/],
    };
    for (const [what, [given, message]] of Object.entries(options)) {
      it(`refuses ${what}`, async () => {
        const fault = await rejection(mirin.checkout(1, given));
        expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
        expect(fault.message).to.match(message);
      });
    }

    it('has changed nothing after all of these', async () => {
      expect(await mirin.issues.get(1)).to.equal(null);
    });
  });

  describe('checkin', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const faulty: Record<string, [string, CheckinOptions, RegExp]> = {
      'an unknown status': ['done', {}, /status: .*"done"/],
      'the status processing': ['processing', {}, /status: .*"processing"/],
      'the status quarantined': ['quarantined', {}, /status: .*"quarantined"/],
      'a result over 256 KB': ['completed', { result: 'x'.repeat(256 * 1024) }, /result: expected at most 256 KB/],
      'a result that refers to itself': [
        'completed',
        { result: circular },
        /result: expected a JSON value .*circular/is,
      ],
      'a function': ['completed', { result: { run: () => 1 } }, /result: expected a JSON value .*function at "run"/],
      'a result with NaN': ['completed', { result: [NaN] }, /result: expected a JSON value .*NaN/],
      'a result with a bigint': ['completed', { result: 1n }, /result: expected a JSON value/],
      'metadata over 256 KB': [
        'completed',
        { metadata: ['ü'.repeat(128 * 1024)] },
        /metadata: expected at most 256 KB/,
      ],
      'a mistyped option': ['completed', { resutl: 1 } as CheckinOptions, /resutl: .*did you mean "result"/],
    };

    it('refuses all that is faulty, and the lease is still there to be handed back', async () => {
      const got = await mirin.checkout(7);
      if (got.outcome !== 'granted') throw new Error(got.outcome);
      for (const [what, [status, options, message]] of Object.entries(faulty)) {
        const fault = await rejection(got.lease.checkin(status as CheckinStatus, options));
        expect(fault.code, what).to.equal('MIRIN_REQUEST_INVALID');
        expect(fault.message, what).to.match(message);
      }
      expect(() => got.lease.checkpoint(1n)).to.throw(/checkpoint: expected a JSON value/);
      const tooLarge = 'x'.repeat(256 * 1024);
      expect(() => got.lease.checkpoint(tooLarge)).to.throw(/checkpoint: expected at most 256 KB/);
      expect(got.lease.signal.aborted).to.equal(false);
      expect(await got.lease.checkin('completed', { result: [] })).to.deep.equal({ outcome: 'committed', version: 2 });
    });
  });

  it('is refused by whatever else takes an issue number or a request id', async () => {
    const calls = [
      () => mirin.issues.get(0),
      () => mirin.issues.history(-1),
      () => mirin.issues.release(1.5, { by: 'me' }),
      () => mirin.issues.reset(0, { by: 'me' }),
      () => mirin.orphans.repair(2 ** 53),
      () => mirin.labels.sync(0),
      () => mirin.outcome('no:id'),
    ];
    for (const call of calls) expect((await rejection(call())).code).to.equal('MIRIN_REQUEST_INVALID');
  });
});
