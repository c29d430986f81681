/** The keeper of a program's leases: how long it trusts one, and what it goes on from when its thread or its id is gone. */

import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import { checkinWhileTrusted } from '../../src/client/checkin-while-trusted.ts';
import { Lease, type SendCheckin } from '../../src/client/lease.ts';
import { type KeeperListener, LeaseKeeper } from '../../src/client/lease-keeper.ts';
import { type ClockSample, monotonicMs, RedisClock } from '../../src/client/redis-clock.ts';
import { RedisUnavailableError } from '../../src/errors.ts';
import { registerProcess, type ProcessRecord } from '../../src/transitions/register-process.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { thisProcess } from '../support/this-process.ts';
import { waitFor } from '../support/wait-for.ts';

const TTL_MS = 10_000;
const MARGIN_MS = 1_000;

const FIRST = thisProcess('bot~00000001', TTL_MS);
const SECOND = thisProcess('bot~00000002', TTL_MS);

describe('the keeper of leases', () => {
  const threads: Worker[] = [];
  const noteThread = (thread: Worker): void => void threads.push(thread);
  let project: DrivenProject;
  let clock: RedisClock;
  let keeper: LeaseKeeper;

  before(() => process.on('worker', noteThread));
  after(() => process.off('worker', noteThread));

  beforeEach(async () => {
    const { url } = await sharedRedis();
    project = new DrivenProject(new Redis(url));
    clock = await RedisClock.of(project.redis);
    await registerProcess(project.store, FIRST);
    threads.splice(0);
  });
  afterEach(async () => {
    await keeper.stop();
    project.close();
  });

  const open = async (on: Partial<KeeperListener> = {}): Promise<void> => {
    const ignore = (): void => undefined;
    keeper = new LeaseKeeper({
      redisUrl: (await sharedRedis()).url,
      project: project.store.keys.project,
      everyMs: 1_000,
      progressDeadlineMs: 0,
      record: FIRST,
      marginMs: MARGIN_MS,
      clock,
      on: {
        lost: ignore,
        unlisted: ignore,
        ordered: ignore,
        fault: ignore,
        stuck: ignore,
        ended: ignore,
        resumed: ignore,
        ...on,
      },
    });
  };

  const leaseOf = (issue: number, fence: string) => ({
    issue,
    fence: fence as Fence,
    taskType: 'misc',
    priority: 'normal',
  });

  const take = async (issue: number, { processId }: ProcessRecord): Promise<{ fence: Fence; signal: AbortSignal }> => {
    const fence = await project.take(issue, processId, { ttlMs: TTL_MS });
    return { fence, signal: keeper.hold(leaseOf(issue, fence), processId, clock.latestMs + TTL_MS).signal };
  };

  const deadlineOf = async (issue: number) => Number(await project.redis.zscore(project.store.keys.own.leases, issue));

  const untilRenewed = async (issue: number): Promise<unknown> => {
    const before = await deadlineOf(issue);
    return waitFor(`issue ${issue} to be renewed`, async () => (await deadlineOf(issue)) > before);
  };

  const untilBeat = async (): Promise<unknown> => {
    const { process: key } = project.store.keys.process(FIRST.processId);
    const before = await project.redis.hget(key, 'lastSeen');
    return waitFor('another beat', async () => (await project.redis.hget(key, 'lastSeen')) !== before);
  };

  it('trusts a grant that was heard of late for what is left of it only', async () => {
    await open();
    const { processId } = FIRST;
    keeper.hold(leaseOf(1, '42'), processId, clock.latestMs + 3_000);
    expect(keeper.trustedForMs({ issue: 1, fence: '42' as Fence })).to.be.within(1, 3_000 - MARGIN_MS);
  });

  it('takes nothing over any more once it has stopped', async () => {
    await open();
    await keeper.stop();
    const { reason } = keeper.hold(leaseOf(1, '42'), FIRST.processId, clock.latestMs + TTL_MS).signal;
    expect(reason).to.have.property('message', 'the lease of issue #1 is lost: its client was closed');
  });

  it('keeps every lease, with its newest checkpoint, when its thread dies', async () => {
    await open();
    const { fence } = await take(1, FIRST);
    await untilRenewed(1);
    keeper.checkpoint(1, fence, '"newest"');
    await threads[0]?.terminate();
    await untilRenewed(1);
    const { checkpoints } = project.store.keys.process(FIRST.processId);
    expect(await project.redis.hget(checkpoints, '1')).to.equal(`${fence} "newest"`);
  });

  it('trusts a renewed lease from the start of its beat on, less the margin', async () => {
    const samples: ClockSample[] = [];
    const note = clock.note.bind(clock);
    clock.note = (sample) => {
      samples.push(sample);
      note(sample);
    };
    await open();
    const { fence } = await take(1, FIRST);
    const slow = await waitFor('a beat whose answer was long on its way', async () => {
      await project.redis.client('PAUSE', 200, 'ALL');
      const last = samples.at(-1);
      return last !== undefined && last.arrivedAtMs - last.sentAtMs > 50 && last;
    });
    const leftMs = slow.sentAtMs + TTL_MS - MARGIN_MS - monotonicMs();
    expect(samples.at(-1)).to.equal(slow);
    expect(keeper.trustedForMs({ issue: 1, fence })).to.be.within(leftMs - 20, leftMs);
  });

  it('beats no more for what it let go of', async () => {
    await open();
    const { fence } = await take(1, FIRST);
    await untilRenewed(1);
    keeper.letGo({ issue: 1, fence });
    // One beat may be under way.
    await untilBeat();
    const deadlineMs = await deadlineOf(1);
    await untilBeat();
    expect(await deadlineOf(1)).to.equal(deadlineMs);
  });

  it('calls a lease lost whose checkin found it gone, at once', async () => {
    await open();
    const { fence, signal } = await take(1, FIRST);
    await keeper.checkin(1, fence, async () => ({ outcome: 'superseded' }));
    expect(signal.reason).to.have.property('message').that.includes('it is no longer current');
  });

  describe('at the release of a named lock', () => {
    const lock = { lock: 'deploy' as LockName, fence: '42' as Fence };

    it('calls it lost at once where it is not held any more', async () => {
      await open();
      const { signal } = keeper.hold(lock, FIRST.processId, clock.latestMs + TTL_MS);
      await keeper.release(lock, async () => ({ outcome: 'not-held' }));
      expect(signal.reason).to.have.property('message').that.includes('it is no longer current');
    });

    it('keeps it no longer once it was given back', async () => {
      await open();
      keeper.hold(lock, FIRST.processId, clock.latestMs + TTL_MS);
      await keeper.release(lock, async () => ({ outcome: 'released' }));
      expect(keeper.trustedForMs(lock)).to.equal(0);
    });

    it('calls none lost that the release has ended, though a beat finds it gone meanwhile', async () => {
      // The beat must not find that Redis has forgotten it: that would bring it back.
      await project.redis.hset(project.store.keys.lock(lock.lock).lock, { status: 'free', fence: '43' });
      await open();
      const { signal } = keeper.hold(lock, FIRST.processId, clock.latestMs + TTL_MS);
      await keeper.release(lock, async () => {
        await untilBeat();
        await untilBeat();
        return { outcome: 'released' };
      });
      expect(signal.aborted).to.equal(false);
      expect(keeper.trustedForMs(lock)).to.equal(0);
    });
  });

  describe('at a hand-back', () => {
    const leaseWith = async (expiresAtMs: number, send: SendCheckin): Promise<Lease> => {
      const { processId } = FIRST;
      const granted = { ...leaseOf(1, '42'), processId, expiresAtMs, attempt: 1, previous: undefined };
      return new Lease(granted, keeper.hold(leaseOf(1, '42'), processId, expiresAtMs), keeper, send);
    };

    it('is asked no more once the lease can’t be trusted', async () => {
      // Another holds the issue: no beat can bring the lease back.
      await registerProcess(project.store, SECOND);
      await project.take(1, SECOND.processId);
      await open();
      let tries = 0;
      const lease = await leaseWith(clock.latestMs, async () => {
        tries += 1;
        if (tries > 3) throw new Error('it still asks');
        throw new RedisUnavailableError('Redis is away');
      });
      await waitFor('the lease to be lost', () => lease.signal.aborted);
      expect((await rejection(checkinWhileTrusted(lease, 'completed', {}))).code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      expect(tries).to.equal(1);
    });

    it('lets go of a lease that can’t be handed back', async () => {
      await open();
      const lease = await leaseWith(clock.latestMs + TTL_MS, async () => ({
        outcome: 'failed',
        code: 'MIRIN_STATE_CORRUPT',
      }));
      expect(await checkinWhileTrusted(lease, 'completed', {})).to.include({ outcome: 'failed' });
      expect(lease.trustedForMs).to.equal(0);
      expect(lease.signal.aborted).to.equal(false);
    });
  });

  it('goes on under its new id when its thread dies, or an old answer comes late', async () => {
    let held: Promise<{ fence: Fence; signal: AbortSignal }> | undefined;
    const ends: ProcessId[] = [];
    await registerProcess(project.store, SECOND);
    await open({
      ended: (processId) => {
        ends.push(processId);
        keeper.become(SECOND);
        held ??= take(2, SECOND);
      },
    });
    await take(1, FIRST);
    await project.redis.hset(project.store.keys.process(FIRST.processId).process, 'status', 'dead');
    // While this thread computes, the other one hears more than once that the id is dead.
    const untilMs = performance.now() + 2_500;
    while (performance.now() < untilMs);
    const { signal } = await waitFor('the new id', () => held);
    expect(ends).to.deep.equal([FIRST.processId]);
    await threads[0]?.terminate();
    await untilRenewed(2);
    expect(signal.aborted).to.equal(false);
  });
});
