/** Named locks as a program uses them: taken, waited for in turn, kept by heartbeats, free when their holder is gone. */

import { expect } from 'chai';
import type { LockName, RequestId } from '../../queues/values.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import type { Lock } from '../../src/client/lock.ts';
import { LeaseLostError } from '../../src/errors.ts';
import { acquireLock } from '../../src/transitions/lock-acquire.ts';
import { leaseRules } from '../../src/transitions/lease-rules.ts';
import { registerProcess } from '../../src/transitions/register-process.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { thisProcess } from '../support/this-process.ts';
import { waitFor } from '../support/wait-for.ts';

describe('locks', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;

  before(async () => (redis = await startRedis()));
  after(() => redis.stop());
  beforeEach(async () => {
    project = new LiveProject(redis.url);
    mirin = await project.connect('bot');
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
  });

  const take = async (client: Mirin, name: string, waitMs = 0): Promise<Lock> => {
    const answer = await client.locks.acquire(name, { waitMs });
    if (answer.outcome !== 'acquired') throw new Error(`${name} was not given: ${JSON.stringify(answer)}`);
    return answer.lock;
  };
  const untilWaiting = (name: string, count: number) =>
    waitFor(`${count} to wait for ${name}`, async () => (await mirin.locks.get(name))?.waiting === count);

  it('are given to one at a time, and tell who has them', async () => {
    const other = await project.connect('other');
    const lock = await take(mirin, 'deploy');
    expect(lock.trustedForMs).to.be.greaterThan(0);
    expect(await other.locks.acquire('deploy')).to.include({ outcome: 'held', holder: mirin.processId, yours: false });
    expect(await mirin.locks.acquire('deploy'), 'within one process').to.include({ outcome: 'held', yours: true });
    const { fence } = lock;
    expect(await other.locks.get('deploy')).to.include({ lock: 'deploy', holder: mirin.processId, fence, waiting: 0 });
    await take(other, 'db/main');
    const { locks } = await mirin.locks.list();
    expect(locks.map(({ lock: name, holder }) => [name, holder])).to.deep.equal([
      ['deploy', mirin.processId],
      ['db/main', other.processId],
    ]);
    expect((await mirin.processes.get(other.processId))?.locks).to.deep.equal(['db/main']);
    expect(await lock.release()).to.deep.equal({ outcome: 'released' });
    expect(await lock.release(), 'again').to.deep.equal({ outcome: 'released' });
    expect([lock.trustedForMs, lock.signal.aborted]).to.deep.equal([0, false]);
    expect(await mirin.locks.get('deploy')).to.equal(null);
    expect(BigInt((await take(other, 'deploy')).fence) > BigInt(fence)).to.equal(true);
  });

  it('are waited for in the order of coming, by as many as there are', async () => {
    const clients = await Promise.all(['a', 'b', 'c'].map((name) => project.connect(name)));
    const lock = await take(mirin, 'deploy');
    const order: string[] = [];
    const turns: Promise<unknown>[] = [];
    for (const [place, client] of clients.entries()) {
      const turn = client.locks.withLock('deploy', { waitMs: 60_000 }, async () => order.push(client.processId));
      turns.push(turn);
      await untilWaiting('deploy', place + 1);
    }
    await lock.release();
    await Promise.all(turns);
    expect(order).to.deep.equal(clients.map(({ processId }) => processId));
  });

  it('are never held by two, however many want them at once', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, (_, index) => project.connect(`many-${index}`)));
    let [inside, most, done] = [0, 0, 0];
    const visit = (client: Mirin) =>
      client.locks.withLock('narrow', { waitMs: 60_000 }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await mirin.locks.get('narrow');
        inside -= 1;
        done += 1;
      });
    await Promise.all(clients.flatMap((client) => Array.from({ length: 8 }, () => visit(client))));
    expect([most, done]).to.deep.equal([1, 40]);
  });

  it('are refused when the time to wait is over, and whoever waited is in nobody’s way then', async () => {
    const other = await project.connect('other');
    const lock = await take(mirin, 'deploy');
    expect(await other.locks.acquire('deploy', { waitMs: 200 })).to.include({
      outcome: 'held',
      holder: mirin.processId,
    });
    expect((await mirin.locks.get('deploy'))?.waiting).to.equal(0);
    await lock.release();
    await take(mirin, 'deploy');
  });

  it('are no longer waited for when the signal aborts, or the client closes', async () => {
    const other = await project.connect('other');
    await take(mirin, 'deploy');
    const ended = new AbortController();
    const aborted = other.locks.acquire('deploy', { waitMs: 60_000, signal: ended.signal }).catch((error) => error);
    await untilWaiting('deploy', 1);
    ended.abort(new Error('enough'));
    expect(await aborted).to.have.property('message', 'enough');
    const closed = rejection(other.locks.acquire('deploy', { waitMs: 60_000 }));
    await untilWaiting('deploy', 1);
    await other.close();
    expect(await closed).to.have.property('code', 'MIRIN_CLOSED');
    await untilWaiting('deploy', 0);
  });

  it('are handed back when they come only after the signal has aborted', async () => {
    const ended = new AbortController();
    const asked = mirin.locks.acquire('deploy', { signal: ended.signal }).catch((error: unknown) => error);
    ended.abort(new Error('enough'));
    expect(await asked).to.have.property('message', 'enough');
    expect(await mirin.locks.get('deploy')).to.equal(null);
  });

  it('are refused by their holder’s name to whoever waited to the very end', async () => {
    const hasty = await project.connect('hasty', { requestTimeoutMs: 1_000 });
    const names = ['one', 'two', 'three', 'four', 'five'];
    await Promise.all(names.map((name) => take(mirin, name)));
    const answers = await Promise.all(names.map((name) => hasty.locks.acquire(name, { waitMs: 1_200 })));
    for (const answer of answers) expect(answer).to.include({ outcome: 'held', holder: mirin.processId });
  });

  it('are given back though the work under them failed', async () => {
    const failing = mirin.locks.withLock('deploy', {}, async () => {
      throw new Error('no luck');
    });
    expect(await failing.catch((error: unknown) => error)).to.have.property('message', 'no luck');
    expect(await mirin.locks.get('deploy')).to.equal(null);
  });

  it('are taken by a process that was declared dead as a new one', async () => {
    const former = mirin.processId;
    await project.redis.hset(project.store.keys.process(former).process, 'status', 'dead');
    const lock = await take(mirin, 'deploy');
    expect(lock.processId).to.equal(mirin.processId).and.not.equal(former);
    expect(lock.signal.aborted).to.equal(false);
  });

  describe('at a call', () => {
    const ROUNDS = 8;
    /** Much less than as many looks would take that nobody called for. */
    const WITHIN_MS = 8_000;
    const keys = () => project.store.keys.lock('deploy');
    const listeners = async () => Number((await project.redis.pubsub('NUMSUB', keys().lock_calls))[1]);
    const waiting = async () =>
      (await project.redis.zrange(keys().lock_line, 0, '-1')).map((place) => place.split(' '));

    /** Takes the one who waits out of the line and calls it, again and again: whoever asks is in the line again. */
    const callAgainAndAgain = async (): Promise<void> => {
      const startMs = performance.now();
      for (let round = 0; round < ROUNDS; round += 1) {
        const [[requestId = ''] = []] = await waiting();
        await project.redis.del(keys().lock_line);
        await project.redis.publish(keys().lock_calls, requestId);
        await untilWaiting('deploy', 1);
      }
      expect(performance.now() - startMs).to.be.below(WITHIN_MS);
    };

    it('are asked for at once, as long as anybody waits, though the connection was cut meanwhile', async () => {
      const other = await project.connect('other');
      await take(mirin, 'deploy');
      const ended = new AbortController();
      const wait = (signal: AbortSignal) =>
        other.locks.acquire('deploy', { waitMs: 60_000, signal }).catch((error: unknown) => error);
      const first = wait(ended.signal);
      await untilWaiting('deploy', 1);
      await callAgainAndAgain();

      const one = new AbortController();
      const second = wait(one.signal);
      await untilWaiting('deploy', 2);
      one.abort(new Error('enough'));
      expect(await second).to.have.property('message', 'enough');
      await untilWaiting('deploy', 1);
      await callAgainAndAgain();

      await project.redis.client('KILL', 'TYPE', 'PUBSUB');
      await waitFor('calls to be listened for again', async () => (await listeners()) === 1);
      await callAgainAndAgain();

      ended.abort(new Error('enough'));
      expect(await first).to.have.property('message', 'enough');
      await waitFor('nobody to listen', async () => (await listeners()) === 0);
    });
  });

  it('live on while their holder beats', async () => {
    const lock = await take(mirin, 'deploy');
    const first = (await mirin.locks.get('deploy'))?.expiresAtMs ?? 0;
    await waitFor('the deadline to move on', async () => ((await mirin.locks.get('deploy'))?.expiresAtMs ?? 0) > first);
    expect(lock.signal.aborted).to.equal(false);
  });

  it('are given back when their client closes', async () => {
    const other = await project.connect('other');
    const lock = await take(other, 'deploy');
    const waiting = take(mirin, 'deploy', 60_000);
    await untilWaiting('deploy', 1);
    await other.close();
    expect((await waiting).fence).to.not.equal(lock.fence);
    expect(lock.signal.reason).to.be.instanceOf(LeaseLostError);
  });

  it('are free as soon as their client has closed, and no other’s is', async () => {
    const other = await project.connect('other');
    await take(other, 'deploy');
    const lock = await take(mirin, 'build');
    await project.redis.sadd(project.store.keys.process(other.processId).process_locks, 'build');
    await other.close();
    expect(await mirin.locks.get('deploy')).to.equal(null);
    expect((await mirin.locks.get('build'))?.fence).to.equal(lock.fence);
  });

  it('are taken from a holder by an operator, who is told with the next heartbeat', async () => {
    const other = await project.connect('other');
    const lock = await take(other, 'deploy');
    const handler = rejection(
      other.locks.withLock('build', {}, async (build) => {
        await mirin.locks.release('build', { reason: 'stuck' });
        await waitFor('the loss to be told', () => build.signal.aborted);
      }),
    );
    expect(await mirin.locks.release('deploy')).to.deep.equal({ outcome: 'released' });
    await waitFor('the loss to be told', () => lock.signal.aborted);
    expect(lock.signal.reason)
      .to.be.instanceOf(LeaseLostError)
      .with.property('message')
      .that.includes('the lock deploy');
    expect(await lock.release()).to.deep.equal({ outcome: 'not-held' });
    expect(await handler).to.have.property('code', 'MIRIN_LEASE_LOST');
    expect(await mirin.locks.release('deploy')).to.deep.equal({ outcome: 'not-held' });
  });

  it('come free at once when the holder is killed on a machine with a worker, and go to whoever waits', async () => {
    await project.work();
    const holder = await project.connectInChild('doomed');
    expect(await holder.does({ do: 'lock', name: 'deploy' })).to.include({ outcome: 'acquired' });
    const waiting = take(mirin, 'deploy', 60_000);
    await untilWaiting('deploy', 1);
    await holder.child.kill('SIGKILL');
    await waiting;
    expect(project.logged.find(({ event }) => event === 'lock.freed')).to.include({ lock: 'deploy', cause: 'dead' });
  });

  it('stay with who has them when a process dies that is wrongly said to', async () => {
    await project.work();
    const lock = await take(mirin, 'build');
    const holder = await project.connectInChild('doomed');
    await project.redis.sadd(project.store.keys.process(holder.processId).process_locks, 'build');
    await holder.child.kill('SIGKILL');
    await waitFor('the death to be noted', async () => (await project.processStatus(holder.processId)) === 'dead');
    expect((await mirin.locks.get('build'))?.fence).to.equal(lock.fence);
  });

  it('come free by their deadline though nobody asks for them, where there are workers', async () => {
    const { store } = project;
    const { processId } = thisProcess('silent~00000001', 10_000);
    await registerProcess(store, thisProcess(processId, 10_000));
    const wish = { lock: 'deploy' as LockName, processId, requestId: 'of-nobody' as RequestId, isWaiting: false };
    const times = { ttlMs: 500, deadlineMs: Date.now() + 60_000 };
    const given = await acquireLock(store, { ...wish, ...times }, leaseRules(project.settings()));
    expect(given.outcome).to.equal('acquired');
    await project.work();
    await waitFor('the lock to come free', async () => (await mirin.locks.get('deploy')) === null);
    const told = await waitFor('that to be told', () => project.logged.find(({ event }) => event === 'lock.freed'));
    expect(told).to.include({ lock: 'deploy', processId, cause: 'expired' });
  });

  it('come free by their deadline when the holder is killed and nobody looks', async () => {
    const holder = await project.connectInChild('doomed');
    expect(await holder.does({ do: 'lock', name: 'deploy' })).to.include({ outcome: 'acquired' });
    await holder.child.kill('SIGKILL');
    expect((await mirin.locks.acquire('deploy')).outcome).to.equal('held');
    await take(mirin, 'deploy', 60_000);
  });

  it('are lost to a holder that was stopped for too long, who hears of it when it goes on', async () => {
    const holder = await project.connectInChild('stopped');
    expect(await holder.does({ do: 'lock', name: 'deploy' })).to.include({ outcome: 'acquired' });
    process.kill(holder.child.pid, 'SIGSTOP');
    const lock = await take(mirin, 'deploy', 60_000);
    process.kill(holder.child.pid, 'SIGCONT');
    await holder.says('that the lock is lost', ({ event }) => event === 'lock-lost');
    expect(await holder.does({ do: 'unlock', name: 'deploy' })).to.include({ outcome: 'not-held' });
    expect(lock.signal.aborted).to.equal(false);
    expect((await mirin.locks.get('deploy'))?.holder).to.equal(mirin.processId);
  });

  it('are got by their line when no call is heard', async () => {
    const other = await project.connect('other');
    const lock = await take(mirin, 'deploy');
    const waiting = take(other, 'deploy', 60_000);
    await untilWaiting('deploy', 1);
    await project.redis.client('KILL', 'TYPE', 'PUBSUB');
    await lock.release();
    await waiting;
  });

  it('survive a Redis that is killed, with their holder and whoever waits', async () => {
    const own = await startRedis({ appendfsync: 'always' });
    const there = new LiveProject(own.url);
    try {
      const [holder, other] = [await there.connect('holder'), await there.connect('other')];
      const lock = await take(holder, 'deploy');
      const waiting = take(other, 'deploy', 60_000);
      await waitFor('one to wait', async () => (await holder.locks.get('deploy'))?.waiting === 1);
      await own.kill();
      await own.restart();
      await waitFor('the lock to be renewed', async () => (await holder.locks.get('deploy'))?.fence === lock.fence);
      expect(lock.signal.aborted).to.equal(false);
      await lock.release();
      await waiting;
    } finally {
      await there.end();
      await own.stop();
    }
  });

  it('come back to their holder when Redis has lost all, and to nobody else before', async () => {
    const own = await startRedis();
    const there = new LiveProject(own.url);
    try {
      // The pause is 1.5 × the beats of whoever asks: enough for a holder on a loaded machine.
      const [holder, other] = [
        await there.connect('holder'),
        await there.connect('other', { heartbeatEveryMs: 3_000 }),
      ];
      const lock = await take(holder, 'deploy');
      await there.redis.flushall();
      const answer = await other.locks.acquire('deploy', { waitMs: 1_000 });
      expect(answer.outcome).to.be.oneOf(['held', 'cooling-down']);
      await waitFor('the lock to be back', async () => (await other.locks.get('deploy'))?.fence === lock.fence);
      expect(lock.signal.aborted).to.equal(false);
      expect(await other.locks.acquire('deploy')).to.include({ outcome: 'held', holder: holder.processId });
    } finally {
      await there.end();
      await own.stop();
    }
  });

  it('are given back whatever a handler does, also where it is none that waits', async () => {
    const broken = (): Promise<never> => {
      throw new Error('at once');
    };
    const fault = await mirin.locks.withLock('deploy', {}, broken).catch((error: unknown) => error);
    expect(fault).to.have.property('message', 'at once');
    const value = await mirin.locks.withLock('deploy', {}, (() => 7) as unknown as () => Promise<number>);
    expect(value).to.deep.equal({ outcome: 'done', value: 7 });
    expect(await mirin.locks.get('deploy')).to.equal(null);
  });

  it('say at once what is wrong with a name or an option', async () => {
    for (const name of ['', '-x', 'a b', 'a:b', 'x'.repeat(101), 7 as unknown as string]) {
      expect(await rejection(mirin.locks.acquire(name))).to.have.property('code', 'MIRIN_REQUEST_INVALID');
    }
    for (const options of [{ waitMs: -1 }, { waitMs: 1.5 }, { waitMs: 86_400_001 }, { waitFor: 1 }]) {
      const fault = await rejection(mirin.locks.acquire('deploy', options));
      expect(fault).to.have.property('message').that.includes(Object.keys(options)[0]);
    }
    expect(await rejection(mirin.locks.release('deploy', { fence: '0' }))).to.have.property(
      'code',
      'MIRIN_REQUEST_INVALID',
    );
  });
});
