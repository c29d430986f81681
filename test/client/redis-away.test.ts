/** While Redis is away requests fail in their time and name the reason; when it is back all goes on by itself. */

import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import { RedisUnavailableError, RequestUnconfirmedError } from '../../src/errors.ts';
import { freePort } from '../../src/private-redis/free-port.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

/** Time on top of a request's own that a loaded machine may take to notice that it is over. */
const SLACK_MS = 2_000;

describe('while Redis is away', () => {
  let redis: TestRedis;
  let project: LiveProject;

  beforeEach(async () => {
    redis = await startRedis({ appendfsync: 'always' });
    project = new LiveProject(redis.url);
  });
  afterEach(async () => {
    redis.resume();
    await endChildren();
    await project.end();
    await redis.stop();
  });

  /** The error of a promise that must fail within its time. */
  async function faultWithin(ms: number, promise: Promise<unknown>): Promise<Awaited<ReturnType<typeof rejection>>> {
    const startedMs = performance.now();
    const fault = await rejection(promise);
    expect(performance.now() - startedMs).to.be.below(ms + SLACK_MS);
    return fault;
  }

  it('a connect to a port where nothing listens fails in its time, and says so', async () => {
    const port = await freePort();
    const redisUrl = `redis://default:secret@127.0.0.1:${port}`;
    const connecting = Mirin.connect({ project: 'a/b', process: 'bot', redis: redisUrl, requestTimeoutMs: 500 });
    const fault = await faultWithin(500, connecting);
    expect(fault).to.be.instanceOf(RedisUnavailableError).and.include({ code: 'MIRIN_REDIS_UNAVAILABLE' });
    expect(fault.message).to.include(`127.0.0.1:${port}`).and.include('ECONNREFUSED').and.not.include('secret');
  });

  it('a connect to a Redis that takes the connection and then says nothing fails in its time', async () => {
    redis.pause();
    const fault = await faultWithin(500, project.connect('bot', { requestTimeoutMs: 500 }));
    expect(fault.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
  });

  it('a request fails in its time and is not sent later, and the next one after the restart is granted', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await redis.kill();
    await waitFor('the client to notice', async (saw) => {
      const fault = await rejection(mirin.issues.get(1));
      saw(fault);
      return fault.message.includes("isn't writeable");
    });
    const fault = await faultWithin(500, mirin.checkout(2, { timeoutMs: 500 }));
    expect(fault, fault.message).to.be.instanceOf(RedisUnavailableError).and.not.instanceOf(RequestUnconfirmedError);
    for (const read of [mirin.issues.list(), mirin.orphans.list(), mirin.outcome('some-request')]) {
      expect((await faultWithin(0, read)).code).to.equal('MIRIN_REDIS_UNAVAILABLE');
    }
    await redis.restart();
    const got = await mirin.checkout(3);
    expect(got.outcome).to.be.oneOf(['granted', 'cooling-down']);
    expect(await mirin.issues.get(2)).to.equal(null);
  });

  it('a request that outlasts a short restart is granted all the same', async () => {
    const mirin = await project.connect('bot');
    await redis.kill();
    const asking = mirin.checkout(1, { timeoutMs: 30_000 });
    await redis.restart();
    await project.work();
    // After another run of Redis nothing is granted until holders had the time to come back.
    expect((await asking).outcome).to.be.oneOf(['granted', 'cooling-down']);
    await waitFor('a grant', async (saw) => {
      const answer = await mirin.checkout(1);
      saw(answer);
      return answer.outcome === 'granted' || (answer.outcome === 'held' && answer.yours);
    });
  });

  it('a request to a Redis that was stopped fails as unconfirmed, and has no effect when it goes on', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    redis.pause();
    const fault = await faultWithin(500, mirin.checkout(2, { timeoutMs: 500, requestId: 'unconfirmed-1' }));
    expect(fault).to.be.instanceOf(RequestUnconfirmedError).and.include({
      code: 'MIRIN_REDIS_UNAVAILABLE',
      requestId: 'unconfirmed-1',
      settled: false,
    });
    redis.resume();
    const outcome = await waitFor('the outcome', () => mirin.outcome('unconfirmed-1'));
    expect(outcome.outcome).to.be.oneOf(['abandoned', 'deadline-passed']);
    expect((await mirin.checkout(2)).outcome).to.equal('granted');
  });

  it('leases outlive a restart, and heartbeats go on by themselves', async () => {
    const mirin = await project.connect('bot');
    const worker = await project.workInChild();
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await redis.kill();
    await redis.restart();
    const { expiresAtMs = 0 } = await project.issue(1);
    await project.untilIssue(1, 'renewed', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs);
    expect(got.lease.signal.aborted).to.equal(false);
    expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
    await worker.kill('SIGKILL');
  });

  it('a connection that went silent without being closed is replaced', async () => {
    const proxy = await startTcpProxy(redis.port);
    try {
      await project.work();
      const far = new LiveProject(redis.url.replace(/:\d+$/, `:${proxy.port}`), project.name);
      const mirin = await far.connect('bot', { requestTimeoutMs: 1_000 });
      const got = await mirin.checkout(1);
      if (got.outcome !== 'granted') expect.fail(got.outcome);
      proxy.forget();
      expect((await faultWithin(1_000, mirin.checkout(2))).code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      await waitFor('the client to be back', async () => (await mirin.checkout(3)).outcome === 'granted');
      const { expiresAtMs = 0 } = await project.issue(1);
      await project.untilIssue(1, 'renewed', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs);
      expect(got.lease.signal.aborted).to.equal(false);
      await far.end();
    } finally {
      proxy.close();
    }
  });
});
