/** Checkin: handing an issue back, and what becomes of a checkin that has no right to. */

import { expect } from 'chai';
import type { CheckinRequest } from '../../queues/requests.ts';
import { CHECKIN_STATUSES, type Fence, type ProcessId, type RequestId } from '../../queues/values.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { release } from '../../src/transitions/release.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 123;

describe('checkin', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    lease = await project.take(ISSUE, bot);
    await project.pass(1_000);
  });

  const handBack = async (over: Partial<CheckinRequest> = {}) =>
    (await checkin(project.store, project.checkinRequest(lease, over))).outcome;

  const again = (over: Partial<CheckinRequest> = {}) => handBack({ requestId: 'request-again' as RequestId, ...over });

  describe('under the current fence', () => {
    for (const status of CHECKIN_STATUSES) {
      it(`moves the issue to ${status} and ends the lease`, async () => {
        expect(await handBack({ status })).to.deep.equal({ outcome: 'committed', version: 2 });
        const dump = await project.dump();
        expect(dump).to.deep.include({ [`issues:${status}`]: { [ISSUE]: String(T0 + 1_000) } });
        expect(dump).not.to.have.any.keys('leases', 'processing_issues', 'issues:processing', `process:${bot}:issues`);
        expect(dump['labels:dirty'], 'since the checkout').to.deep.equal({ [ISSUE]: String(T0) });
        expect(dump['processed_issues']).to.deep.equal(status === 'completed' ? [String(ISSUE)] : undefined);
        const record = await project.issue(ISSUE);
        expect(record).to.include({ status, fence: lease.fence, endTime: String(T0 + 1_000), version: '2' });
        expect(record).not.to.have.any.keys('processId', 'pid', 'host', 'requestId', 'leaseTtlMs', 'before');
      });
    }

    it('tells it in history and events', async () => {
      await handBack({ status: 'error' });
      const told = {
        type: 'checkin.committed',
        issue: '123',
        from: 'processing',
        to: 'error',
        at: String(T0 + 1_000),
        version: '2',
        processId: bot,
        by: bot,
        fence: lease.fence,
      };
      const dump = await project.dump();
      expect((dump['events'] as unknown[]).at(-1)).to.deep.equal(told);
      expect((dump['issue:123:history'] as unknown[]).at(-1)).to.deep.equal(told);
    });

    it('commits though the lease ran out, as long as nobody repaired it', async () => {
      await project.pass(10 * 60_000);
      expect(await handBack()).to.include({ outcome: 'committed' });
    });

    it('commits for another process that knows the fence', async () => {
      const shell = await project.driven.register('shell', { liveness: 'ttl', kind: 'shell' });
      expect(await handBack({ processId: shell })).to.include({ outcome: 'committed' });
    });

    it('counts the next try as the first, unless it goes back to pending', async () => {
      await handBack({ status: 'pending' });
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted', attempt: 2 });
      lease = { ...lease, fence: (await project.issue(ISSUE))['fence'] as Fence };
      await again({ status: 'error' });
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted', attempt: 1 });
    });
  });

  describe('keeps result and metadata', () => {
    for (const text of [
      '[]',
      '{}',
      '9007199254740993',
      '"ü 漢 🙂 \\u0000 \\" /"',
      '{"a":[],"b":1e400,"a":null}',
      ' 1 ',
    ]) {
      it(`verbatim: ${text}`, async () => {
        await handBack({ result: text, metadata: text });
        expect(await project.issue(ISSUE)).to.include({ result: text, metadata: text });
      });
    }

    it('away from its own fields', async () => {
      const metadata = '{"status":"quarantined","fence":"1","processId":"me","version":99}';
      await handBack({ metadata });
      expect(await project.issue(ISSUE)).to.include({
        status: 'completed',
        fence: lease.fence,
        version: '2',
        metadata,
      });
    });
  });

  it('gives the same answer to the same request, once in effect', async () => {
    const first = await handBack({ result: '1' });
    await project.pass(5_000);
    const before = await project.dump();
    expect(await handBack({ result: '1' })).to.deep.equal(first);
    expect(await project.dump()).to.deep.equal(before);
  });

  it('refuses other content under the same request id', async () => {
    await handBack();
    const others: Partial<CheckinRequest>[] = [
      { status: 'error' },
      { result: '2' },
      { metadata: '{}' },
      { fence: '1' as Fence },
      { issue: 124 },
      { processId: 'else~abcdefgh' as ProcessId },
    ];
    const before = await project.dump();
    for (const over of others) expect(await handBack(over)).to.deep.equal({ outcome: 'key-reused' });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('refuses after its deadline, if it has one, to the very ms', async () => {
    const late = await again({ deadlineMs: project.nowMs - 1 });
    expect(late).to.deep.equal({ outcome: 'deadline-passed' });
    expect(await handBack({ deadlineMs: project.nowMs })).to.include({ outcome: 'committed' });
  });

  describe('under a fence that is not current', () => {
    const unchanged = async (act: () => Promise<unknown>) => {
      const before = await project.issue(ISSUE);
      await act();
      expect(await project.issue(ISSUE)).to.deep.equal(before);
    };

    it('says already where this very fence committed this status', async () => {
      await handBack({ status: 'error', result: '1' });
      await unchanged(async () => {
        expect(await again({ status: 'error', result: '2' })).to.deep.equal({ outcome: 'already', status: 'error' });
      });
    });

    it('says superseded where this fence committed another status', async () => {
      await handBack({ status: 'error' });
      await unchanged(async () => expect(await again()).to.deep.equal({ outcome: 'superseded' }));
    });

    it('says superseded where a later lease committed this status', async () => {
      await release(project.store, ISSUE, { by: 'operator' });
      const next = await project.take(ISSUE, bot);
      await project.driven.handBack(ISSUE, bot, next.fence, 'error');
      await unchanged(async () => {
        expect(await handBack({ status: 'error' })).to.deep.equal({ outcome: 'superseded' });
      });
    });

    for (const [how, takeAway] of Object.entries({
      'was released': () => release(project.store, ISSUE, { by: 'operator' }),
      'was repaired': () => project.repair(lease, { cause: 'dead' }),
      'is held by another': async () => {
        await release(project.store, ISSUE, { by: 'operator' });
        return project.take(ISSUE, await project.driven.register('rival'));
      },
    })) {
      it(`changes nothing where the issue ${how}, but keeps the payload`, async () => {
        await takeAway();
        await unchanged(async () => {
          const late = await handBack({ result: '{"pr":[]}', metadata: '{"m":1}' });
          expect(late).to.deep.equal({ outcome: 'superseded' });
        });
        const payload = { issue: '123', processId: bot, fence: lease.fence, status: 'completed' };
        const kept = { ...payload, result: '{"pr":[]}', metadata: '{"m":1}', at: String(project.nowMs) };
        expect((await project.dump())['superseded']).to.deep.equal([kept]);
      });
    }

    it('tells of the superseded checkin in history and events', async () => {
      await release(project.store, ISSUE, { by: 'operator' });
      await handBack();
      const told = { type: 'checkin.superseded', issue: '123', processId: bot, fence: lease.fence };
      const dump = await project.dump();
      expect((dump['events'] as unknown[]).at(-1)).to.deep.include(told);
      expect((dump['issue:123:history'] as unknown[]).at(-1)).to.deep.include(told);
    });

    it('says not-held where no such lease was ever given', async () => {
      const above = String(BigInt(lease.fence) + 1n) as Fence;
      await unchanged(async () => {
        expect(await handBack({ fence: above })).to.deep.equal({ outcome: 'not-held' });
        const never = { issue: 999, requestId: 'request-never' as RequestId };
        expect(await handBack(never)).to.deep.equal({ outcome: 'not-held' });
      });
      expect(await project.issue(999)).to.deep.equal({});
    });

    it('compares fences as numbers where they differ in length', async () => {
      const shorter = '999999999999999' as Fence;
      expect(await handBack({ fence: shorter })).to.deep.equal({ outcome: 'superseded' });
    });
  });

  describe('with a running task', () => {
    const takeWithTask = async () => {
      await project.wantTask(7);
      lease = await project.take(7, bot);
    };

    it('puts the task back where the issue becomes pending again, with its own type and priority', async () => {
      await takeWithTask();
      const { wanted } = await checkin(project.store, project.checkinRequest(lease, { status: 'pending' }));
      expect(wanted).to.deep.equal({ taskId: 'issue-7', issue: 7, run: 2 });
      expect(await project.task(7)).to.include({ state: 'waiting', run: '2', type: 'bug', priority: 'high' });
    });

    for (const status of ['completed', 'error', 'awaiting-response'] as const) {
      it(`finishes the task where the issue becomes ${status}`, async () => {
        await takeWithTask();
        const { wanted } = await checkin(project.store, project.checkinRequest(lease, { status }));
        expect(wanted).to.equal(undefined);
        expect(await project.task(7)).to.include({ state: 'done', run: '1' });
      });
    }

    it('leaves one alone that came to wait while the issue was worked on', async () => {
      await project.wantTask(ISSUE);
      await handBack();
      expect(await project.task(ISSUE)).to.include({ state: 'waiting', run: '1' });
    });

    it('wants no task where there was none', async () => {
      const { wanted } = await checkin(project.store, project.checkinRequest(lease, { status: 'pending' }));
      expect(wanted).to.equal(undefined);
      expect(await project.task(ISSUE)).to.deep.equal({});
    });
  });
});
