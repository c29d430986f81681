/** Named locks: given to one at a time, waited for in a line, freed when the holder is gone. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { Fence, LockName, ProcessId, RequestId } from '../../queues/values.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { forgetProcess } from '../../src/transitions/forget-process.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { acquireLock, type LockReply, type LockRequest } from '../../src/transitions/lock-acquire.ts';
import { freeLock, type SeenLock } from '../../src/transitions/lock-free.ts';
import { leaveLock } from '../../src/transitions/lock-leave.ts';
import { releaseLock } from '../../src/transitions/lock-release.ts';
import { restoreLock } from '../../src/transitions/lock-restore.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';
import { waitFor } from '../support/wait-for.ts';

const LOCK = 'deploy' as LockName;
const TTL_MS = 30_000;
const CALL_MS = 5_000;
const DAY_MS = 86_400_000;
const MACHINE = 'boot1-ns1';

describe('a named lock', () => {
  const project = useTransitionProject();
  let [bot, other, third]: ProcessId[] = [];
  let made = 0;
  beforeEach(async () => {
    [bot, other, third] = [
      await project.driven.register('bot'),
      await project.driven.register('other'),
      await project.driven.register('third'),
    ];
  });

  const request = (processId = bot, over: Partial<LockRequest> = {}): LockRequest => {
    made += 1;
    const requestId = `lock-request-${made}` as RequestId;
    const deadlineMs = project.nowMs + 600_000;
    return {
      lock: LOCK,
      processId: processId as ProcessId,
      requestId,
      ttlMs: TTL_MS,
      deadlineMs,
      isWaiting: false,
      ...over,
    };
  };
  const ask = (wish: LockRequest, store = project.store): Promise<LockReply> => acquireLock(store, wish, project.rules);
  const waitIn = (processId?: ProcessId): LockRequest => request(processId, { isWaiting: true });

  /** Takes the lock, which has to be free. */
  const take = async (processId = bot): Promise<SeenLock> => {
    const reply = await ask(request(processId));
    if (reply.outcome !== 'acquired') throw new Error(`the lock was not given: ${JSON.stringify(reply)}`);
    return { lock: LOCK, holder: processId as ProcessId, fence: reply.fence, deadlineMs: reply.expiresAtMs };
  };
  const release = (fence?: Fence, by = 'the test') => releaseLock(project.store, LOCK, { fence, by });
  const free = (seen: SeenLock, cause: 'dead' | 'expired') => freeLock(project.store, seen, cause, 'a worker');
  const beat = async ({ fence }: SeenLock, processId = bot) => {
    const leases = [{ lock: LOCK, fence }];
    const rest = { ttlMs: TTL_MS, rssBytes: 1, cpuPercent: 2, acknowledged: [] };
    const reply = await heartbeat(project.store, { processId: processId as ProcessId, leases, ...rest });
    return reply.process === 'alive' ? reply.verdicts[0] : reply.process;
  };
  const lastEvent = async () => ((await project.dump())['events'] as unknown[]).at(-1);
  const hash = () => project.redis.hgetall(project.keys.lock(LOCK).lock);
  /** How long Redis still keeps it, in ms; -1 = for good. */
  const keptFor = (key: 'lock' | 'lock_line') => project.redis.pttl(project.keys.lock(LOCK)[key]);
  const deadline = async () => Number(await project.redis.zscore(project.keys.own.leases, `lock:${LOCK}`));

  describe('that is free', () => {
    it('is given under a fence, with a deadline of its own, and told of', async () => {
      const { fence, deadlineMs } = await take();
      expect(fence).to.equal(`${T0}000`);
      expect(deadlineMs).to.equal(T0 + TTL_MS);
      expect(await deadline()).to.equal(T0 + TTL_MS);
      expect(await project.redis.smembers(project.keys.process(bot ?? '').process_locks)).to.deep.equal([LOCK]);
      expect(await project.redis.zrange(project.keys.own.locks, 0, '-1')).to.deep.equal([LOCK]);
      expect(await lastEvent()).to.include({ type: 'lock.acquired', lock: LOCK, processId: bot, fence });
    });

    it('has the same answer for the same request', async () => {
      const wish = request();
      const first = await ask(wish);
      await project.pass(1_000);
      const before = await project.dump();
      expect(await ask(wish)).to.deep.equal(first);
      expect(await project.dump()).to.deep.equal(before);
    });

    it('is not given after the deadline, nor to a process that has ended', async () => {
      const late = request(bot, { deadlineMs: T0 - 1 });
      expect(await ask(late)).to.deep.equal({ outcome: 'deadline-passed' });
      expect((await ask(request(bot, { deadlineMs: T0 }))).outcome).to.equal('acquired');
      await endProcess(project.store, { processId: other ?? '', machineId: MACHINE }, 'ended');
      expect(await ask(request(other))).to.deep.equal({ outcome: 'process-ended' });
    });

    it('is left to former holders for a while after a restart of Redis', async () => {
      await project.restartRedis();
      const untilMs = T0 + project.rules.restartWaitMs;
      expect(await ask(request())).to.deep.equal({ outcome: 'cooling-down', untilMs });
      await project.pass(project.rules.restartWaitMs - 1);
      expect((await ask(request())).outcome).to.equal('cooling-down');
      await project.pass(1);
      expect((await ask(request())).outcome).to.equal('acquired');
    });
  });

  describe('whose holder changes before the script runs', () => {
    /** The project's store, where `happens` comes right after the holder was read for the first time. */
    const storeIn = (happens: () => Promise<unknown>): ProjectStore => {
      let isFirst = true;
      const hget = async (key: string, field: string): Promise<string | null> => {
        const found = await project.redis.hget(key, field);
        if (isFirst) await happens();
        isFirst = false;
        return found;
      };
      const redis = new Proxy(project.redis, {
        get: (target, name): unknown => {
          const value: unknown = name === 'hget' ? hget : Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      return { ...project.store, redis };
    };

    it('is given by what is known of the holder that there is', async () => {
      const store = storeIn(async () => {
        await take(other);
        await endProcess(project.store, { processId: other ?? '', machineId: MACHINE }, 'dead');
      });
      expect((await ask(request(), store)).outcome).to.equal('acquired');
    });

    it('is taken from the holder that there is', async () => {
      await take();
      const store = storeIn(async () => {
        await release();
        await take(other);
      });
      expect(await releaseLock(store, LOCK, { by: 'the test' })).to.deep.equal({ outcome: 'released' });
      expect(await project.redis.smembers(project.keys.process(other ?? '').process_locks)).to.deep.equal([]);
    });
  });

  describe('that is held', () => {
    it('is refused, also to another request of its holder, who is told so', async () => {
      await take();
      await project.pass(10);
      const refusal = { outcome: 'held', holder: bot, sinceMs: T0, expiresAtMs: T0 + TTL_MS };
      expect(await ask(request(other))).to.deep.equal({ ...refusal, yours: false });
      expect(await ask(request(bot))).to.deep.equal({ ...refusal, yours: true });
    });

    it('stays with its holder until the ms of its deadline, and goes to whoever asks then, under a higher fence', async () => {
      const former = await take();
      await project.pass(TTL_MS - 1);
      expect((await ask(request(other))).outcome).to.equal('held');
      await project.pass(1);
      const reply = await ask(request(other));
      expect(reply).to.include({ outcome: 'acquired', expiresAtMs: T0 + 2 * TTL_MS });
      expect(BigInt('fence' in reply ? reply.fence : 0) > BigInt(former.fence)).to.equal(true);
      const events = (await project.dump())['events'] as unknown[];
      expect(events.at(-2)).to.include({ type: 'lock.freed', cause: 'expired', processId: bot, by: other });
      expect(await beat(former), 'the former holder').to.equal('lost');
    });

    it('lives on with the heartbeats that name it', async () => {
      const held = await take();
      await project.pass(20_000);
      expect(await beat(held)).to.equal('renewed');
      expect(await deadline()).to.equal(T0 + 20_000 + TTL_MS);
      await project.pass(TTL_MS - 1);
      expect((await ask(request(other))).outcome).to.equal('held');
    });

    it('is not renewed for who does not hold it, nor under another fence', async () => {
      const held = await take();
      expect(await beat(held, other)).to.equal('lost');
      expect(await beat({ ...held, fence: `${T0 - 1}000` as Fence })).to.equal('lost');
      expect(await deadline()).to.equal(held.deadlineMs);
    });

    it('hides no issue that its holder has without naming it', async () => {
      await project.take(17, bot as ProcessId);
      const leases = [{ lock: LOCK, fence: (await take()).fence }];
      const rest = { ttlMs: TTL_MS, rssBytes: 1, cpuPercent: 2, acknowledged: [] };
      expect(await heartbeat(project.store, { processId: bot as ProcessId, leases, ...rest })).to.deep.include({
        verdicts: ['renewed'],
        held: [17],
      });
    });

    it('is known for as long as it is held, and for a day after it came free', async () => {
      const { fence } = await take();
      await release(fence);
      const ofThen = { status: 'free', fence, ended: 'released', endedBy: 'the test' };
      expect(await hash()).to.deep.equal(ofThen);
      expect(await keptFor('lock')).to.be.within(DAY_MS - 60_000, DAY_MS);
      await take();
      expect(await hash())
        .to.include({ status: 'held', processId: bot })
        .and.not.have.any.keys('ended', 'endedBy');
      expect(await keptFor('lock')).to.equal(-1);
    });

    it('is not taken from a holder who could not beat, since Redis was silent', async () => {
      await take();
      await project.silence(TTL_MS * 2);
      expect((await ask(request(other))).outcome).to.equal('held');
      await project.pass(TTL_MS);
      expect((await ask(request(other))).outcome).to.equal('acquired');
    });

    it('is free at once when its holder is known to be dead', async () => {
      await take();
      await endProcess(project.store, { processId: bot ?? '', machineId: MACHINE }, 'dead');
      expect((await ask(request(other))).outcome).to.equal('acquired');
    });

    it('keeps what is known of its holder', async () => {
      await take();
      await project.pass(2 * 90_000);
      const gone = { processId: bot ?? '', machineId: MACHINE, lastSeen: String(T0) };
      expect(await forgetProcess(project.store, gone)).to.equal(false);
      await release();
      expect(await forgetProcess(project.store, gone)).to.equal(true);
    });
  });

  describe('is given back', () => {
    it('by its fence, and again without harm', async () => {
      const { fence } = await take();
      expect(await release(fence)).to.deep.equal({ outcome: 'released' });
      expect(await lastEvent()).to.include({ type: 'lock.released', lock: LOCK, processId: bot, by: 'the test' });
      const before = await project.dump();
      expect(await release(fence)).to.deep.equal({ outcome: 'released' });
      expect(await project.dump()).to.deep.equal(before);
      expect((await ask(request(other))).outcome).to.equal('acquired');
    });

    it('by nobody who does not hold it', async () => {
      const former = await take();
      await release();
      await take(other);
      expect(await release(former.fence)).to.deep.equal({ outcome: 'not-held' });
      expect(await ask(request(third))).to.include({ outcome: 'held', holder: other });
    });

    it('but not by who lost it before, whatever came of it since', async () => {
      const first = await take();
      await project.pass(TTL_MS);
      const second = await take();
      expect(await release(second.fence)).to.deep.equal({ outcome: 'released' });
      expect(await release(first.fence), 'an earlier lease').to.deep.equal({ outcome: 'not-held' });
      expect(await release(second.fence, 'its holder'), 'it was taken away').to.deep.equal({ outcome: 'not-held' });
      const third = await take();
      await free(third, 'dead');
      expect(await release(third.fence, 'a worker'), 'it was freed').to.deep.equal({ outcome: 'not-held' });
    });

    it('by an operator, whoever holds it; once it is free there is nothing to release', async () => {
      const held = await take();
      expect(await release()).to.deep.equal({ outcome: 'released' });
      expect(await release()).to.deep.equal({ outcome: 'not-held' });
      expect(await beat(held)).to.equal('lost');
    });
  });

  describe('that is waited for', () => {
    let listener: Redis;
    const heard: string[] = [];
    beforeEach(async () => {
      heard.splice(0);
      listener = new Redis((await sharedRedis()).url);
      listener.on('message', (_channel: string, message: string) => heard.push(message));
      await listener.subscribe(project.keys.lock(LOCK).lock_calls);
    });
    afterEach(() => listener.disconnect());

    const untilCalled = ({ requestId }: LockRequest) =>
      waitFor('a call', () => heard.includes(requestId), { everyMs: 1 });

    it('goes to those who wait in the order in which they came, each called in turn', async () => {
      const { fence } = await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      expect(await ask(first)).to.include({ outcome: 'held', place: 1 });
      await project.pass(1);
      expect(await ask(second)).to.include({ outcome: 'held', place: 2 });
      await project.pass(1);
      expect(await ask(first), 'asked again').to.include({ place: 1 });
      await release(fence);
      await untilCalled(first);
      expect(await ask(second), 'not called').to.include({ outcome: 'held', holder: other, place: 2 });
      expect(await ask(request(bot)), 'not even waiting').to.include({ outcome: 'held', holder: other });
      const given = await ask(first);
      expect(given.outcome).to.equal('acquired');
      await release('fence' in given ? given.fence : undefined);
      await untilCalled(second);
      expect((await ask(second)).outcome).to.equal('acquired');
    });

    it('goes to the next when whoever was called does not come in time', async () => {
      const { fence } = await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      await ask(first);
      await project.pass(1);
      await ask(second);
      await release(fence);
      await project.pass(CALL_MS - 1);
      expect(await ask(second)).to.include({ outcome: 'held', holder: other });
      await project.pass(1);
      expect((await ask(second)).outcome).to.equal('acquired');
      expect(await ask(first), 'at the end of the line').to.include({ outcome: 'held', holder: third, place: 1 });
    });

    it('keeps its order through the pause after a restart, in which nobody gets it', async () => {
      const { fence } = await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      await ask(first);
      await project.pass(1);
      await ask(second);
      await project.restartRedis();
      await release(fence);
      await project.pass(project.rules.restartWaitMs - 1);
      expect([(await ask(first)).outcome, (await ask(second)).outcome]).to.deep.equal(['cooling-down', 'cooling-down']);
      await leaveLock(project.store, waitIn(bot));
      await project.pass(1);
      expect(await ask(second)).to.include({ outcome: 'held', holder: other });
      await project.pass(CALL_MS - 1);
      expect((await ask(first)).outcome).to.equal('acquired');
    });

    it('passes over those whose time is over', async () => {
      const { fence } = await take();
      await ask({ ...waitIn(other), deadlineMs: project.nowMs + 10 });
      await project.pass(1);
      const second = waitIn(third);
      await ask(second);
      await project.pass(10);
      await release(fence);
      await untilCalled(second);
      expect((await ask(second)).outcome).to.equal('acquired');
    });

    it('is passed on by who was called and gives up', async () => {
      const { fence } = await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      await ask(first);
      await project.pass(1);
      await ask(second);
      await release(fence);
      await untilCalled(first);
      expect(await leaveLock(project.store, first)).to.equal('left');
      await untilCalled(second);
      expect((await ask(second)).outcome).to.equal('acquired');
    });

    it('is not kept for who was called before the clock was set back', async () => {
      const { fence } = await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      await ask(first);
      await project.pass(1);
      await ask(second);
      await release(fence);
      project.standAt(T0 - 60_000);
      expect((await ask(second)).outcome).to.equal('acquired');
    });

    it('calls nobody while it is held, whoever leaves the line', async () => {
      await take();
      const [first, second] = [waitIn(other), waitIn(third)];
      await ask(first);
      await ask(second);
      expect(await leaveLock(project.store, first)).to.equal('left');
      expect(await hash())
        .to.include({ status: 'held' })
        .and.not.have.property('promisedTo');
      expect(await keptFor('lock')).to.equal(-1);
    });

    it('leaves nothing behind for ever when nobody comes', async () => {
      const { fence } = await take();
      await ask(waitIn(other));
      expect(await keptFor('lock_line')).to.be.within(DAY_MS - 60_000, DAY_MS);
      await release(fence);
      await project.redis.del(project.keys.lock(LOCK).lock);
      expect(await ask(request(third))).to.include({ outcome: 'held', holder: other });
      expect(await keptFor('lock')).to.be.within(DAY_MS - 60_000, DAY_MS);
    });

    it('comes back from who gave up and had it already, and from no other request', async () => {
      const wish = request();
      await ask(wish);
      expect(await leaveLock(project.store, request())).to.equal('left');
      expect((await ask(request(other))).outcome).to.equal('held');
      expect(await leaveLock(project.store, wish)).to.equal('handed-back');
      expect((await ask(request(other))).outcome).to.equal('acquired');
    });

    it('calls whoever waits when it is freed, too', async () => {
      const held = await take();
      const wish = waitIn(other);
      await ask(wish);
      expect(await free(held, 'dead')).to.equal('dead');
      await untilCalled(wish);
    });
  });

  describe('whose holder is gone', () => {
    it('is freed when the pid was seen gone after its last heartbeat', async () => {
      const held = await take();
      expect(await free(held, 'dead')).to.equal('dead');
      expect(await lastEvent()).to.include({ type: 'lock.freed', cause: 'dead', processId: bot, by: 'a worker' });
      expect(await free(held, 'dead'), 'again').to.equal(undefined);
    });

    it('is not freed when it has beaten since, or has lost it already', async () => {
      const held = await take();
      await project.pass(10);
      await beat(held);
      expect(await free(held, 'dead')).to.equal(undefined);
      await release();
      const next = await take();
      expect(await free(held, 'dead')).to.equal(undefined);
      expect((await ask(request(other))).outcome).to.equal('held');
      expect(await free({ ...next, holder: other ?? next.holder }, 'dead')).to.equal(undefined);
    });

    it('is not freed under a newer fence, though holder and deadline are the same', async () => {
      const former = await take();
      await release();
      const next = await take();
      expect([next.holder, next.deadlineMs]).to.deep.equal([former.holder, former.deadlineMs]);
      expect(await free(former, 'dead')).to.equal(undefined);
      expect(await free(next, 'dead')).to.equal('dead');
    });

    it('is freed from the ms of its deadline on, unless a gap shields it', async () => {
      const held = await take();
      await project.pass(TTL_MS - 1);
      expect(await free(held, 'expired')).to.equal(undefined);
      await project.pass(1);
      expect(await free(held, 'expired')).to.equal('expired');
      const again = await take();
      await project.silence(TTL_MS * 2);
      expect(await free(again, 'expired')).to.equal(undefined);
    });
  });

  describe('that Redis has forgotten', () => {
    const restore = (seen: SeenLock, processId = bot) =>
      restoreLock(project.store, { ...seen, processId: processId as ProcessId, ttlMs: TTL_MS });
    const forgetLock = async () => {
      await project.pass(1);
      await project.restartRedis();
      await project.tick();
      await dropLock();
      await project.pass(project.rules.restartWaitMs);
    };
    const dropLock = async () => {
      const { lock, lock_line } = project.keys.lock(LOCK);
      const own = project.keys.own;
      await project.redis.del(lock, lock_line, own.locks, project.keys.process(bot ?? '').process_locks);
      await project.redis.zrem(own.leases, `lock:${LOCK}`);
    };

    it('is brought back under its fence by the heartbeat that names it', async () => {
      const held = await take();
      await forgetLock();
      expect(await beat(held)).to.equal('behind');
      const deadlineMs = project.nowMs + TTL_MS;
      expect(await restore(held)).to.equal(deadlineMs);
      expect(await restore(held), 'again').to.equal(deadlineMs);
      expect(await lastEvent()).to.include({ type: 'lock.restored', lock: LOCK, processId: bot, fence: held.fence });
      expect((await ask(request(other))).outcome).to.equal('held');
    });

    it('is not brought back once it was released, or another has it', async () => {
      const held = await take();
      await release();
      expect(await beat(held)).to.equal('lost');
      expect(await restore(held)).to.equal(undefined);
      await forgetLock();
      await take(other);
      expect(await beat(held)).to.equal('lost');
      expect(await restore(held)).to.equal(undefined);
      await release();
    });

    it('is not taken from who has it now, though its fence is lower since Redis forgot that, too', async () => {
      const held = await take();
      await forgetLock();
      await project.redis.del(project.keys.own.fence);
      project.standAt(T0 - 2_000);
      const next = await take(other);
      expect(BigInt(next.fence) < BigInt(held.fence)).to.equal(true);
      expect(await beat(held)).to.equal('lost');
      expect(await restore(held)).to.equal(undefined);
      expect(await beat(next, other)).to.equal('renewed');
    });

    it('is not brought back where nothing was lost: another may have had it since', async () => {
      const held = await take();
      await project.pass(TTL_MS);
      await take(other);
      await release();
      await dropLock();
      expect(await beat(held), 'a day later').to.equal('lost');
      expect(await restore(held)).to.equal(undefined);
    });

    it('is not brought back by a process that has ended', async () => {
      const held = await take();
      await forgetLock();
      await endProcess(project.store, { processId: bot ?? '', machineId: MACHINE }, 'ended');
      expect(await restore(held)).to.equal(undefined);
    });
  });

  it('is told of by its key, field and value where its hash is spoilt', async () => {
    await take();
    const { lock } = project.keys.lock(LOCK);
    for (const [field, value] of Object.entries({ status: 'gone', fence: 'x', since: 'now', leaseTtlMs: '-1' })) {
      const former = (await project.redis.hget(lock, field)) ?? '';
      await project.redis.hset(lock, field, value);
      const fault = await ask(request(other)).catch((error: unknown) => error);
      expect(fault).to.have.property('code', 'MIRIN_STATE_CORRUPT');
      expect(fault).to.have.property('message').that.includes(`field ${field}`).and.includes(value);
      await project.redis.hset(lock, field, former);
    }
    await project.redis.hdel(lock, 'processId');
    const fault = await ask(request(other)).catch((error: unknown) => error);
    expect(fault).to.have.property('code', 'MIRIN_STATE_CORRUPT');
    expect(fault).to.have.property('message').that.includes('field processId');
    await project.redis.hset(lock, 'processId', bot ?? '');
  });
});
