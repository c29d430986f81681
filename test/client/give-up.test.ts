/** A client that gave up a request never comes to hold the issue by it. */

import { expect } from 'chai';
import { closeConnections } from '../../src/client/close-client.ts';
import { openContext } from '../../src/client/open-client.ts';
import { checkoutRequest } from '../../src/client/requests.ts';
import { withdraw } from '../../src/client/withdraw.ts';
import { TimedOutError } from '../../src/errors.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a request that was given up', () => {
  let redis: TestRedis;
  let project: LiveProject;

  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  beforeEach(() => {
    project = new LiveProject(redis.url);
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
  });

  const requestsLeft = async (): Promise<number> => {
    const { redis: connection, store } = project;
    const prefix = `mirin:{${store.keys.project}}:mirin-requests`;
    const waiting = [connection.llen(`${prefix}:wait`), connection.llen(`${prefix}:active`)];
    const delayed = [connection.zcard(`${prefix}:prioritized`), connection.zcard(`${prefix}:delayed`)];
    return (await Promise.all([...waiting, ...delayed])).reduce((sum, count) => sum + count, 0);
  };

  const untilAllRan = (): Promise<true> =>
    waitFor('every request to have been carried out', async (saw) => {
      const left = await requestsLeft();
      saw(left);
      return left === 0;
    });

  it('has no effect when the stopped worker goes on', async () => {
    const worker = await project.workInChild();
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await worker.kill('SIGSTOP');
    const requestId = 'given-up-1';
    const fault = await rejection(mirin.checkout(2, { requestId, timeoutMs: 500 }));
    expect(fault).to.be.instanceOf(TimedOutError).and.include({ code: 'MIRIN_TIMED_OUT', requestId, settled: true });
    expect(fault.hint).to.include('withdrawn');
    await worker.kill('SIGCONT');
    await untilAllRan();
    expect(await mirin.issues.get(2)).to.equal(null);
    expect(await mirin.outcome(requestId)).to.deep.equal({ outcome: 'abandoned' });
    expect(await mirin.checkout(2, { requestId })).to.deep.equal({ outcome: 'abandoned' });
    expect((await mirin.checkout(2)).outcome).to.equal('granted');
  });

  it('is refused by its deadline when the withdrawal could not be sent either', async () => {
    const worker = await project.workInChild();
    const mirin = await project.connect('bot');
    await worker.kill('SIGSTOP');
    const asking = rejection(mirin.checkout(1, { requestId: 'given-up-2', timeoutMs: 500 }));
    await waitFor('the request to lie in the queue', async () => (await requestsLeft()) === 1);
    redis.pause();
    const fault = await asking;
    redis.resume();
    expect(fault).to.include({ code: 'MIRIN_TIMED_OUT', settled: false, requestId: 'given-up-2' });
    expect(fault.hint).to.include("outcome('given-up-2')");
    await worker.kill('SIGCONT');
    await untilAllRan();
    // Its withdrawal may have reached Redis all the same, before or after the request.
    expect((await mirin.outcome('given-up-2'))?.outcome).to.be.oneOf(['deadline-passed', 'abandoned']);
    expect(await mirin.issues.get(1)).to.equal(null);
  });

  it('gives a lease back that was granted unheard, to the status before', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await got.lease.checkin('awaiting-response', { result: 'a question' });

    const context = await openContext({ ...project.settings(), processName: 'bot' });
    try {
      const asker = { processId: mirin.processId, ttlMs: QUICK.heartbeatTtlMs };
      const { request } = checkoutRequest(context, asker, 1, {});
      await context.queues.requests.add('checkout', request);
      await project.untilIssue(1, 'granted', ({ status }) => status === 'processing');
      expect(await withdraw(context, request, 10_000)).to.deep.equal({ end: 'withdrawn' });
      const issue = await project.issue(1);
      expect(issue).to.deep.include({ status: 'awaiting-response', result: 'a question', orphanings: [], attempt: 0 });
      expect(await mirin.outcome(request.requestId)).to.deep.equal({ outcome: 'abandoned' });
    } finally {
      await closeConnections(context);
    }
  });

  it('leaves a checkin accepted, which is carried out when a worker comes', async () => {
    const worker = await project.workInChild();
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await worker.kill('SIGSTOP');
    const fault = await rejection(got.lease.checkin('completed', { timeoutMs: 300, requestId: 'late-checkin' }));
    expect(fault).to.include({ code: 'MIRIN_TIMED_OUT', settled: false });
    await worker.kill('SIGCONT');
    await project.untilIssue(1, 'completed', ({ status }) => status === 'completed');
    expect(await mirin.outcome('late-checkin')).to.include({ outcome: 'committed' });
    const history = await issueHistory(project.store, 1);
    expect(history.map(({ type }) => type)).to.deep.equal(['checkout.granted', 'checkin.committed']);
  });
});
