/** Checkout: to whom the lease of an issue is given, and to whom not. */

import { expect } from 'chai';
import type { CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 123;

describe('checkout', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const ask = (processId: ProcessId, over: Partial<CheckoutRequest> = {}) =>
    project.driven.ask(ISSUE, processId, { deadlineMs: project.nowMs + 5_000, ...over });

  describe('grants', () => {
    it('an issue that was never seen, and writes all that follows from it in the same step', async () => {
      const outcome = await ask(bot, { taskType: 'dogfooding', priority: 'high' });
      const fence = `${T0}000`;
      expect(outcome).to.deep.equal({ outcome: 'granted', fence, expiresAtMs: T0 + TTL_MS, ttlMs: TTL_MS, attempt: 1 });
      expect(await project.dump()).to.deep.include({
        schema: '1',
        fence,
        issues: { [ISSUE]: String(T0) },
        'issues:processing': { [ISSUE]: String(T0) },
        processing_issues: [String(ISSUE)],
        leases: { [ISSUE]: String(T0 + TTL_MS) },
        'labels:dirty': { [ISSUE]: String(T0) },
        [`process:${bot}:issues`]: [String(ISSUE)],
      });
      expect(await project.issue(ISSUE)).to.deep.include({
        status: 'processing',
        version: '1',
        fence,
        processId: bot,
        pid: '4242',
        host: 'host-a',
        checkedOutBy: 'bot',
        taskType: 'dogfooding',
        priority: 'high',
        startTime: String(T0),
        lastUpdate: String(T0),
        processed: '0',
      });
    });

    it('and tells it in the history and the events', async () => {
      await ask(bot);
      const event = {
        type: 'checkout.granted',
        issue: '123',
        from: '',
        to: 'processing',
        version: '1',
        at: String(T0),
      };
      const dump = await project.dump();
      const wanted = { ...event, processId: bot, fence: `${T0}000`, taskType: 'misc' };
      expect(dump[`issue:${ISSUE}:history`]).to.deep.equal([wanted]);
      expect(dump['events']).to.deep.equal([wanted]);
    });

    for (const status of ['pending', 'awaiting-response', 'error'] as const) {
      it(`an issue that is ${status}`, async () => {
        const lease = await project.take(ISSUE, bot);
        await project.driven.handBack(ISSUE, bot, lease.fence, status);
        expect((await ask(bot)).outcome).to.equal('granted');
      });
    }

    it('a completed issue only to who asks to reopen it', async () => {
      const lease = await project.take(ISSUE, bot);
      await project.driven.handBack(ISSUE, bot, lease.fence, 'completed');
      expect(await ask(bot)).to.deep.equal({ outcome: 'completed' });
      expect((await ask(bot, { reopen: true })).outcome).to.equal('granted');
      expect(await project.issue(ISSUE)).to.include({ status: 'processing', processed: '0' });
    });

    it('an issue with a waiting task, takes that up and names the ticket that nobody needs to draw', async () => {
      await project.wantTask(ISSUE, { run: '3' });
      const taken = await checkout(project.store, project.checkoutRequest(ISSUE, bot), project.rules);
      expect(taken.worthlessTicket).to.equal('issue-123-3');
      expect(await project.task(ISSUE)).to.include({ state: 'running', run: '3' });
    });

    it('at the very ms of the deadline, and not one ms later', async () => {
      expect((await ask(bot, { deadlineMs: T0 })).outcome).to.equal('granted');
      expect(await project.driven.ask(124, bot, { deadlineMs: T0 - 1 })).to.deep.equal({ outcome: 'deadline-passed' });
    });
  });

  describe('tells the next holder about the previous lease', () => {
    it('with its checkpoint', async () => {
      const lease = await project.take(ISSUE, bot);
      const checkpoint = '{"step":9007199254740993,"of":[]}';
      await project.beat(bot, [], { leases: [{ issue: ISSUE, fence: lease.fence, checkpoint }] });
      await project.pass(10);
      await project.driven.handBack(ISSUE, bot, lease.fence, 'error');
      await project.pass(10);
      const outcome = await ask(bot);
      const previous = { processId: bot, fence: lease.fence, ended: 'checkin', endedAtMs: T0 + 10 };
      const told = { ...previous, checkpoint: JSON.parse(checkpoint) as unknown };
      expect(outcome).to.deep.include({ outcome: 'granted', attempt: 1, previous: told });
    });

    it('and never with the checkpoint of another lease', async () => {
      const first = await project.take(ISSUE, bot);
      await project.beat(bot, [], { leases: [{ issue: ISSUE, fence: first.fence, checkpoint: '"old"' }] });
      await project.driven.handBack(ISSUE, bot, first.fence, 'pending');
      const { checkpoints } = project.keys.process(bot);
      expect(await project.redis.hgetall(checkpoints)).to.deep.equal({});

      const second = await project.take(ISSUE, bot);
      await project.redis.hset(checkpoints, ISSUE, `${first.fence} "old"`);
      await project.driven.handBack(ISSUE, bot, second.fence, 'pending');
      const outcome = await ask(bot);
      expect(outcome).to.have.nested.property('previous.fence', second.fence);
      expect(outcome).to.have.nested.property('previous.checkpoint', undefined);
    });
  });

  it('lets nothing of an earlier lease survive', async () => {
    const lease = await project.take(ISSUE, bot);
    const payload = { result: '{"pr":45}', metadata: '{"status":"error","fence":"1"}' };
    await project.driven.handBack(ISSUE, bot, lease.fence, 'error', payload);
    expect(await project.issue(ISSUE)).to.include(payload);
    await ask(bot);
    const record = await project.issue(ISSUE);
    expect(record).not.to.have.any.keys('endTime', 'result', 'metadata', 'reason', 'coolUntil', 'committedFence');
    expect(record).to.include({ status: 'processing', attempt: '1' });
  });

  describe('refuses', () => {
    it('a held issue, and says who holds it since when and until when', async () => {
      const lease = await project.take(ISSUE, bot);
      const rival = await project.driven.register('rival');
      await project.pass(1_000);
      const held = { outcome: 'held', holder: bot, sinceMs: T0, expiresAtMs: lease.expiresAtMs };
      expect(await ask(rival)).to.deep.equal({ ...held, yours: false, expired: false });
      expect(await ask(bot)).to.deep.equal({ ...held, yours: true, expired: false });
    });

    it('an issue whose lease ran out but was not repaired yet, from the very ms of its deadline on', async () => {
      const lease = await project.take(ISSUE, bot);
      const rival = await project.driven.register('rival');
      await project.pass(TTL_MS - 1);
      expect(await ask(rival)).to.include({ outcome: 'held', expired: false });
      await project.pass(1);
      expect(await ask(rival)).to.include({ outcome: 'held', expired: true, expiresAtMs: lease.expiresAtMs });
    });

    it('a quarantined issue, with the reason and the number of deaths', async () => {
      for (let death = 1; death <= 3; death += 1) await project.dieWith(ISSUE);
      const refused: CheckoutOutcome = { outcome: 'quarantined', reason: 'its holder died 3 times', orphanings: 3 };
      expect(await ask(bot, { reopen: true })).to.deep.equal(refused);
    });

    it('a process that has ended, and one that nobody knows', async () => {
      await endProcess(project.store, { processId: bot, machineId: 'boot1-ns1' }, 'ended');
      expect(await ask(bot)).to.deep.equal({ outcome: 'process-ended' });
      expect(await ask('nobody~abcdefgh' as ProcessId)).to.deep.equal({ outcome: 'process-ended' });
    });

    it('without changing anything but the stored answer', async () => {
      await project.take(ISSUE, bot);
      const rival = await project.driven.register('rival');
      const before = await project.dump();
      await ask(rival, { requestId: 'request-refused' as RequestId });
      const { 'request:request-refused': answer, ...after } = await project.dump();
      expect(answer).to.match(/ \["held",/);
      expect(after).to.deep.equal(before);
    });
  });

  describe('asked again by the same request id', () => {
    it('gives the same answer and has no second effect', async () => {
      const request = project.checkoutRequest(ISSUE, bot);
      const first = await checkout(project.store, request, project.rules);
      await project.pass(TTL_MS + 60_000);
      const before = await project.dump();
      expect(await checkout(project.store, request, project.rules)).to.deep.equal(first);
      expect(await project.dump()).to.deep.equal(before);
    });

    it('gives the same refusal though the issue has become free', async () => {
      const lease = await project.take(ISSUE, bot);
      const request = project.checkoutRequest(ISSUE, await project.driven.register('rival'));
      const first = await checkout(project.store, request, project.rules);
      await project.driven.handBack(ISSUE, bot, lease.fence, 'pending');
      expect(first.outcome.outcome).to.equal('held');
      expect(await checkout(project.store, request, project.rules)).to.deep.equal(first);
    });

    it('refuses other content as key-reused', async () => {
      const request = project.checkoutRequest(ISSUE, bot);
      await checkout(project.store, request, project.rules);
      const others: Partial<CheckoutRequest>[] = [
        { issue: 124 },
        { processId: await project.driven.register('rival') },
        { taskType: 'docs' },
        { priority: 'low' },
        { ttlMs: TTL_MS + 1 },
        { reopen: true },
        { adopt: true },
      ];
      const before = await project.dump();
      for (const over of others) {
        const { outcome } = await checkout(project.store, { ...request, ...over }, project.rules);
        expect(outcome, JSON.stringify(over)).to.deep.equal({ outcome: 'key-reused' });
      }
      expect(await project.dump()).to.deep.equal(before);
    });

    it('takes another deadline for the same content', async () => {
      const request = project.checkoutRequest(ISSUE, bot);
      const first = await checkout(project.store, request, project.rules);
      const later = { ...request, deadlineMs: request.deadlineMs + 1 };
      const again = await checkout(project.store, later, project.rules);
      expect(again.outcome).to.deep.equal(first.outcome);
    });
  });

  describe('with adopt', () => {
    it('gives the process its own lease, renewed, under the same fence', async () => {
      const lease = await project.take(ISSUE, bot);
      await project.pass(1_000);
      const outcome = await ask(bot, { adopt: true, ttlMs: 20_000 });
      expect(outcome).to.include({ outcome: 'granted', fence: lease.fence, expiresAtMs: T0 + 21_000, attempt: 1 });
      expect(await project.deadlineMs(ISSUE)).to.equal(T0 + 21_000);
      expect(await project.issue(ISSUE)).to.include({ leaseTtlMs: '20000', version: '1' });
    });

    it('gives nobody the lease of another process', async () => {
      await project.take(ISSUE, bot);
      const rival = await project.driven.register('rival');
      expect(await ask(rival, { adopt: true })).to.include({ outcome: 'held', yours: false });
    });

    it('grants a free issue as usual', async () => {
      expect((await ask(bot, { adopt: true })).outcome).to.equal('granted');
    });
  });
});
