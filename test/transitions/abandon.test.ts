/** Abandon: a client that gave up does not come to hold an issue unknowingly. */

import { expect } from 'chai';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { abandon } from '../../src/transitions/abandon.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 5;

describe('abandon', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let request: CheckoutRequest;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    request = project.checkoutRequest(ISSUE, bot);
  });

  const grant = async (over: Partial<CheckoutRequest> = {}) => {
    request = { ...request, ...over };
    const { outcome } = await checkout(project.store, request, project.rules);
    if (outcome.outcome !== 'granted') throw new Error(`not granted: ${JSON.stringify(outcome)}`);
    return { issue: ISSUE, processId: bot, fence: outcome.fence, expiresAtMs: outcome.expiresAtMs };
  };

  const withdrawn = { outcome: { outcome: 'abandoned' }, wanted: undefined };

  it('before the grant: a later run of the request has no effect', async () => {
    expect(await abandon(project.store, request)).to.deep.equal({ ...withdrawn, isHandedBack: false });
    const before = await project.dump();
    expect((await checkout(project.store, request, project.rules)).outcome).to.deep.equal({ outcome: 'abandoned' });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('of a checkin: a later run has no effect', async () => {
    const lease = await grant();
    const checkinRequest = project.checkinRequest(lease);
    expect((await abandon(project.store, checkinRequest)).outcome).to.deep.equal({ outcome: 'abandoned' });
    expect((await checkin(project.store, checkinRequest)).outcome).to.deep.equal({ outcome: 'abandoned' });
    expect(await project.issue(ISSUE)).to.include({ status: 'processing', fence: lease.fence });
  });

  describe('after a grant that nobody used', () => {
    it('hands the lease back, and a later run has no effect', async () => {
      const lease = await grant();
      await project.pass(10_000);
      expect(await abandon(project.store, request)).to.deep.equal({ ...withdrawn, isHandedBack: true });
      expect(await project.issue(ISSUE)).to.include({ status: 'pending', fence: lease.fence, version: '2' });
      expect((await checkout(project.store, request, project.rules)).outcome).to.deep.equal({ outcome: 'abandoned' });
      expect(await project.issue(ISSUE)).to.include({ status: 'pending' });
    });

    it('also where the lease ran out meanwhile', async () => {
      await grant();
      await project.pass(TTL_MS + 1_000);
      expect(await abandon(project.store, request)).to.include({ isHandedBack: true });
    });

    for (const status of ['pending', 'error', 'awaiting-response', 'completed'] as const) {
      it(`leaves a ${status} issue as it was before, result and previous holder included`, async () => {
        const first = await project.take(ISSUE, bot, { taskType: 'docs', priority: 'low' });
        await project.beat(bot, [], { leases: [{ issue: ISSUE, fence: first.fence, checkpoint: '"half"' }] });
        await project.driven.handBack(ISSUE, bot, first.fence, status, { result: '["ü"]', metadata: '{"n":[]}' });
        const before = await project.issue(ISSUE);
        await project.pass(1_000);

        const lease = await grant({ reopen: true, taskType: 'other', priority: 'high' });
        await project.pass(1_000);
        await abandon(project.store, request);
        const moved = { version: '4', lastUpdate: String(project.nowMs), fence: lease.fence };
        expect(await project.issue(ISSUE)).to.deep.equal({ ...before, ...moved });
      });
    }

    it('counts no crash and no try', async () => {
      await grant();
      await abandon(project.store, request);
      expect(await project.issue(ISSUE)).not.to.have.any.keys('orphanings', 'attempt', 'prevProcessId', 'endTime');
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted', attempt: 1 });
    });

    it('makes a task that it took up wait again, as it was', async () => {
      await project.wantTask(ISSUE);
      await grant();
      expect((await abandon(project.store, request)).wanted).to.deep.equal({ taskId: 'issue-5', issue: 5, run: 2 });
      expect(await project.task(ISSUE)).to.include({ state: 'waiting', type: 'bug', priority: 'high' });
    });
  });

  describe('gives the outcome after all', () => {
    it('where the lease was used', async () => {
      const lease = await grant();
      await project.pass(1_000);
      await project.beat(bot, [lease]);
      const { outcome, isHandedBack } = await abandon(project.store, request);
      expect(outcome).to.include({ outcome: 'granted', fence: lease.fence });
      expect(isHandedBack).to.equal(false);
      expect(await project.issue(ISSUE)).to.include({ status: 'processing' });
    });

    it('where another request of the process adopted the lease, even in the same ms', async () => {
      await grant();
      const adoption = { ...request, adopt: true, requestId: 'request-adopt' as RequestId };
      await checkout(project.store, adoption, project.rules);
      expect(await abandon(project.store, request)).to.include({ isHandedBack: false });
      expect(await abandon(project.store, adoption)).to.include({ isHandedBack: false });
      expect(await project.issue(ISSUE)).to.include({ status: 'processing' });
    });

    it('where the lease has ended, whoever holds the issue now', async () => {
      const lease = await grant();
      await project.driven.handBack(ISSUE, bot, lease.fence, 'pending');
      const next = await project.take(ISSUE, bot);
      const before = await project.issue(ISSUE);
      const { outcome, isHandedBack } = await abandon(project.store, request);
      expect(outcome).to.include({ outcome: 'granted', fence: lease.fence });
      expect(isHandedBack).to.equal(false);
      expect(await project.issue(ISSUE)).to.deep.equal(before);
      expect(next.fence).not.to.equal(lease.fence);
    });

    it('where it was a refusal, or a committed checkin', async () => {
      const lease = await project.take(ISSUE, await project.driven.register('rival'));
      await checkout(project.store, request, project.rules);
      expect((await abandon(project.store, request)).outcome).to.include({ outcome: 'held' });
      const checkinRequest = project.checkinRequest(lease);
      await checkin(project.store, checkinRequest);
      const before = await project.dump();
      expect((await abandon(project.store, checkinRequest)).outcome).to.include({ outcome: 'committed' });
      expect(await project.dump()).to.deep.equal(before);
    });
  });

  it('gives the same answer when it is asked again', async () => {
    await grant();
    await abandon(project.store, request);
    const before = await project.dump();
    expect(await abandon(project.store, request)).to.deep.equal({ ...withdrawn, isHandedBack: false });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('tells of a request id that was used for something else, and leaves its lease', async () => {
    await grant();
    const other = { ...request, taskType: 'other' };
    expect((await abandon(project.store, other)).outcome).to.deep.equal({ outcome: 'key-reused' });
    expect(await project.issue(ISSUE)).to.include({ status: 'processing' });
  });
});
