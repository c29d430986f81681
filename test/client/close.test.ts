/** A client that closes leaves nothing behind: no lease, no request that could bring one, no connection, no timer. */

import { expect } from 'chai';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import { ClosedError, LeaseLostError } from '../../src/errors.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Time that a loaded machine may take on top. */
const SLACK_MS = 4_000;

describe('close', () => {
  let redis: TestRedis;
  let project: LiveProject;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
  });
  afterEach(async () => {
    redis.resume();
    await endChildren();
    await project.end();
    await redis.stop();
  });

  async function elapsed(step: Promise<unknown>): Promise<number> {
    const startedMs = performance.now();
    await step;
    return performance.now() - startedMs;
  }

  it('hands back what is held without counting a crash, and tells whoever works on it', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    const [first] = await Promise.all([1, 2, 3].map((issue) => mirin.checkout(issue)));
    if (first?.outcome !== 'granted') expect.fail('not granted');
    await mirin.close();
    expect(first.lease.signal.reason).to.be.instanceOf(LeaseLostError).with.property('message').that.includes('closed');
    for (const issue of [1, 2, 3]) {
      expect(await project.issue(issue)).to.deep.include({ status: 'pending', orphanings: [] });
    }
    expect(await project.processStatus(mirin.processId)).to.equal('ended');
    const fault = await rejection(mirin.checkout(4));
    expect(fault).to.be.instanceOf(ClosedError).and.include({ code: 'MIRIN_CLOSED' });
    expect((await rejection(first.lease.checkin('completed'))).code).to.equal('MIRIN_CLOSED');
    expect((await rejection(mirin.work(async () => undefined))).code).to.equal('MIRIN_CLOSED');
    await mirin.close();
  });

  it('withdraws the checkouts that are under way', async () => {
    const mirin = await project.connect('bot');
    const asking = rejection(mirin.checkout(1, { requestId: 'under-way-1' }));
    const { requests } = openProjectQueues(project.redis, project.name);
    await waitFor('the request to lie in the queue', async () => (await requests.getPrioritizedCount()) === 1);
    expect(await elapsed(mirin.close())).to.be.below(SLACK_MS);
    expect(await asking).to.be.instanceOf(ClosedError);
    await project.work();
    await waitFor('the request to have run', async () => (await requests.getCompletedCount()) === 1);
    const other = await project.connect('other');
    expect(await other.outcome('under-way-1')).to.deep.equal({ outcome: 'abandoned' });
    expect(await other.issues.get(1)).to.equal(null);
  });

  it('waits for a checkin that is under way', async () => {
    const worker = await project.workInChild();
    const [mirin, other] = [await project.connect('bot'), await project.connect('other')];
    const [got] = [await mirin.checkout(1), await other.checkout(2)];
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await worker.kill('SIGSTOP');
    const checkingIn = got.lease.checkin('completed', { result: 'in time' });
    const { requests } = openProjectQueues(project.redis, project.name);
    await waitFor('the checkin to lie in the queue', async () => (await requests.getPrioritizedCount()) === 1);
    const closing = mirin.close();
    expect(mirin.close(), 'again').to.equal(closing);
    // Whoever waits for nothing is done in that time.
    await other.close();
    await (await project.connect('third')).close();
    expect((await project.issue(2)).status).to.equal('pending');
    expect((await project.issue(1)).status).to.equal('processing');
    await worker.kill('SIGCONT');
    await closing;
    expect(await checkingIn).to.include({ outcome: 'committed' });
    expect(await project.issue(1)).to.include({ status: 'completed', result: 'in time' });
  });

  it('hands back also what the client never heard of', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    const { requests } = openProjectQueues(project.redis, project.name);
    const job = await waitFor('the job to be over', async () => (await requests.getCompleted())[0]);
    await requests.add('checkout', { ...(job.data as object), issue: 2, requestId: 'never-heard-of' });
    await project.untilIssue(2, 'granted', ({ status }) => status === 'processing');
    await mirin.close();
    expect((await project.issue(2)).status).to.equal('pending');
    expect(await project.processStatus(mirin.processId)).to.equal('ended');
  });

  it('takes nothing from another, also where it is said to hold that', async () => {
    await project.work();
    const [mirin, other] = [await project.connect('bot'), await project.connect('other')];
    const got = await other.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await project.redis.sadd(project.store.keys.process(mirin.processId).process_issues, '1');
    await mirin.close();
    expect(await project.issue(1)).to.include({ status: 'processing', processId: other.processId });
    expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
  });

  it('ends in its time while Redis says nothing', async () => {
    await project.work();
    const mirin = await project.connect('bot', { drainTimeoutMs: 500 } as object);
    await mirin.checkout(1);
    redis.pause();
    expect(await elapsed(mirin.close())).to.be.below(500 + SLACK_MS);
  });

  it('ends in its time while Redis is gone, with requests under way', async () => {
    const mirin = await project.connect('bot', { drainTimeoutMs: 500 } as object);
    await redis.kill();
    const asking = rejection(mirin.checkout(1));
    expect(await elapsed(mirin.close())).to.be.below(500 + SLACK_MS);
    expect((await asking).code).to.be.oneOf(['MIRIN_CLOSED', 'MIRIN_REDIS_UNAVAILABLE']);
  });

  it('leaves nothing that keeps a program alive, and no connection', async () => {
    await project.work();
    const holder = await project.connectInChild('bot');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    const connections = async (): Promise<number> => {
      const list = String(await project.redis.client('LIST')).split('\n');
      return list.filter((line) => / name=mirin-(client|heartbeat):bot/.test(line)).length;
    };
    await waitFor('connections for commands, replies and heartbeats', async () => (await connections()) === 3);
    await holder.does({ do: 'close' });
    expect(await holder.child.exited).to.deep.equal({ code: 0, signal: null });
    await waitFor('the connections to be closed', async () => (await connections()) === 0);
  });

  it('leaves nothing behind either when the connect itself fails', async () => {
    // The process's name is taken by a key that no process can have.
    await project.redis.set(project.store.keys.own.processes, 'not a zset');
    const failed = await rejection(project.connect('bot'));
    expect(failed.code).to.equal('MIRIN_STATE_CORRUPT');
    await waitFor('the connections to be closed', async () => {
      const list = String(await project.redis.client('LIST'));
      return !/name=mirin-(client|heartbeat):bot/.test(list);
    });
  });
});
