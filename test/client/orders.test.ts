/** Orders of an operator: they reach a process with its next heartbeat, once, and it obeys. */

import { expect } from 'chai';
import type { Mirin } from '../../src/client/mirin.ts';
import { CancelledError } from '../../src/errors.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('an order', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;
  let operator: Mirin;

  before(async () => (redis = await startRedis()));
  after(() => redis.stop());
  beforeEach(async () => {
    project = new LiveProject(redis.url);
    [mirin, operator] = await Promise.all([project.connect('bot'), project.connect('operator')]);
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
  });

  const waitingOrders = () => project.redis.hlen(project.store.keys.process(mirin.processId).orders);
  const lastEvent = async () => {
    const [entry] = await project.redis.xrevrange(project.store.keys.own.events, '+', '-', 'COUNT', 1);
    return entry?.[1] ?? [];
  };

  it('to drain ends the work when its handlers are done, is shown, and goes when it was heard', async () => {
    await project.work();
    const working = mirin.work(async () => undefined);
    const outcome = await operator.processes.drain(mirin.processId, { by: 'alice', reason: 'a new version' });
    expect(outcome).to.deep.equal({ outcome: 'ordered' });
    expect(await lastEvent()).to.include.members(['process.ordered', 'drain', 'alice', 'a new version']);
    expect((await operator.processes.get(mirin.processId))?.isDraining).to.equal(true);
    await working;
    expect(mirin.draining.aborted).to.equal(true);
    await waitFor('the order to be acknowledged', async () => (await waitingOrders()) === 0);
    await mirin.work(async () => expect.fail('a task was taken'));
  });

  it('to cancel stops the work on that issue alone, whose holder hands it back', async () => {
    await project.work();
    const [first, second] = await Promise.all([mirin.checkout(1), mirin.checkout(2)]);
    if (first.outcome !== 'granted' || second.outcome !== 'granted') expect.fail('not granted');
    const options = { issue: 1, by: 'alice', reason: 'wrong issue' };
    expect(await operator.processes.cancel(mirin.processId, options)).to.deep.equal({ outcome: 'ordered' });
    await waitFor('the signal to abort', () => first.lease.signal.aborted);
    expect(first.lease.signal.reason)
      .to.be.instanceOf(CancelledError)
      .and.include({ code: 'MIRIN_CANCELLED', by: 'alice' })
      .with.property('message')
      .that.includes('#1 was cancelled by alice: wrong issue');
    expect(first.lease.trustedForMs, 'still held').to.be.greaterThan(0);
    expect((await first.lease.checkin('pending')).outcome).to.equal('committed');
    expect(second.lease.signal.aborted).to.equal(false);
    expect((await second.lease.checkin('completed')).outcome).to.equal('committed');
  });

  it('to cancel has what a handler throws then checked in as an error', async () => {
    await project.work();
    const working = mirin
      .withIssue(1, {}, async (lease) => {
        await waitFor('the signal to abort', () => lease.signal.aborted);
        lease.signal.throwIfAborted();
      })
      .catch((error: unknown) => error);
    await project.untilIssue(1, 'held', ({ status }) => status === 'processing');
    await operator.processes.cancel(mirin.processId);
    expect(await working).to.be.instanceOf(CancelledError);
    expect((await project.issue(1)).status).to.equal('error');
  });

  it('is told to nobody who can’t hear it, and says why', async () => {
    const { processes } = operator;
    expect(await processes.drain('nobody~abcdefgh')).to.deep.equal({ outcome: 'unknown' });
    expect(await processes.cancel(mirin.processId, { issue: 9 })).to.deep.equal({ outcome: 'not-held' });
    await mirin.close();
    expect(await processes.drain(mirin.processId)).to.deep.equal({ outcome: 'over', status: 'ended' });
    expect((await rejection(processes.drain('x'))).message).to.include('processId');
    expect((await rejection(processes.cancel(mirin.processId, { issue: 0 }))).message).to.include('issue');
  });

  it('that a later version gave is acknowledged and told of, and nothing else happens', async () => {
    const { orders } = project.store.keys.process(mirin.processId);
    await project.redis.hset(orders, { future: '{"kind":"dance","by":"alice"}', broken: '{' });
    await waitFor('the orders to be acknowledged', async () => (await waitingOrders()) === 0);
    expect(mirin.draining.aborted).to.equal(false);
  });
});
