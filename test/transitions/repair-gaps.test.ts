/** Repair: in the shadow of a gap nobody can say that a holder was silent, so none is called dead for it. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import type { ProcessRecord } from '../../src/transitions/register-process.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

describe('repair in the shadow of a gap', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  const hold = async (issue = 1, over: Partial<ProcessRecord> = {}) => {
    bot = await project.driven.register('bot', { machineId: '', ...over });
    lease = await project.take(issue, bot);
  };
  beforeEach(() => hold());

  /** Left alone until `untilMs`, then repaired. */
  const expectShieldUntil = async (untilMs: number) => {
    expect(await project.repair(lease)).to.deep.equal({ outcome: 'alive', untilMs });
    await project.pass(untilMs - 1 - project.nowMs);
    expect(await project.repair(lease)).to.deep.equal({ outcome: 'alive', untilMs });
    await project.pass(1);
    expect(await project.repair(lease)).to.include({ outcome: 'repaired', isCounted: true });
  };

  it('waits one TTL from the end of a silence in which the lease ran out', async () => {
    await project.silence(5 * 60_000);
    await expectShieldUntil(T0 + 5 * 60_000 + TTL_MS);
  });

  it('waits one TTL from the end of a silence that ended just before the deadline', async () => {
    await project.pass(TTL_MS - 40_000);
    await project.silence(39_999);
    await project.tick();
    await project.pass(1);
    await expectShieldUntil(T0 + TTL_MS - 1 + TTL_MS);
  });

  it('does not wait for a silence of no more than a third of the TTL', async () => {
    await project.pass(TTL_MS - 30_000);
    await project.silence(30_000);
    expect(await project.repair(lease)).to.include({ outcome: 'repaired', isCounted: true });
  });

  it('waits for a silence of one ms more', async () => {
    await project.pass(TTL_MS - 30_000);
    await project.silence(30_001);
    await expectShieldUntil(T0 + TTL_MS + 1 + TTL_MS);
  });

  it('does not wait where the lease had run out before the silence', async () => {
    await project.pass(TTL_MS + 1);
    await project.silence(5 * 60_000);
    expect(await project.repair(lease)).to.include({ outcome: 'repaired' });
  });

  it('waits after another run of Redis', async () => {
    await project.pass(TTL_MS - 1_000);
    await project.restartRedis();
    await project.pass(1_000);
    await expectShieldUntil(T0 + TTL_MS + TTL_MS);
  });

  describe('that a step back of the clock makes', () => {
    const stepBack = async (ms: number) => {
      await project.tick();
      project.standAt(project.nowMs - ms);
      await project.tick();
      lease = { ...lease, expiresAtMs: await project.deadlineMs(lease.issue) };
    };

    it('waits one TTL from then on', async () => {
      await project.pass(60_000);
      await stepBack(10_000);
      await project.pass(TTL_MS - 60_000);
      await expectShieldUntil(T0 + 50_000 + TTL_MS);
    });

    it('sets deadlines back by the step, so that no death is found later than without it', async () => {
      await project.pass(60_000);
      await stepBack(3_600_000);
      expect(lease.expiresAtMs).to.equal(T0 + TTL_MS - 3_600_000);
      await expectShieldUntil(T0 + 60_000 - 3_600_000 + TTL_MS);
    });

    it('sets back every deadline of many', async () => {
      const { leases } = project.keys.own;
      const locks = Array.from({ length: 2_500 }, (_, index) => ({
        name: `lock:${index}`,
        deadlineMs: T0 + 10 * index,
      }));
      await project.redis.zadd(leases, ...locks.flatMap(({ name, deadlineMs }) => [deadlineMs, name]));
      await stepBack(3_600_000);
      const scores = await project.redis.zmscore(leases, ...locks.map(({ name }) => name));
      expect(scores.map(Number)).to.deep.equal(locks.map(({ deadlineMs }) => deadlineMs - 3_600_000));
      await project.redis.zrem(leases, ...locks.map(({ name }) => name));
    });

    it('leaves deadlines where the step is smaller than a second', async () => {
      await stepBack(999);
      expect(lease.expiresAtMs).to.equal(T0 + TTL_MS);
    });

    it('ends the shadow of an earlier gap no later than without it', async () => {
      await project.silence(5 * 60_000);
      await stepBack(3_600_000);
      await expectShieldUntil(T0 + 5 * 60_000 - 3_600_000 + TTL_MS);
    });

    it('leaves a holder no life that it had only before', async () => {
      await project.pass(60_000);
      await stepBack(3_600_000);
      await project.pass(2 * TTL_MS);
      expect(await project.repair(lease)).to.include({ outcome: 'repaired', cause: 'expired' });
    });
  });

  it('waits for a holder without heartbeats, too', async () => {
    await hold(2, { liveness: 'ttl', kind: 'shell' });
    await project.silence(5 * 60_000);
    await expectShieldUntil(T0 + 5 * 60_000 + TTL_MS);
  });

  it('does not wait where the pid was seen dead, but does not count the death', async () => {
    await project.silence(5 * 60_000);
    expect(await project.repair(lease, { cause: 'dead' })).to.include({ outcome: 'repaired', isCounted: false });
    expect((await project.issue(1))['orphanings']).to.equal('');
    expect(await project.process(bot)).to.include({ status: 'dead' });
  });

  it('does not count a death in the shadow though the lease ran out before the gap', async () => {
    await project.pass(TTL_MS + 1);
    await project.silence(5 * 60_000);
    expect(await project.repair(lease)).to.include({ outcome: 'repaired', isCounted: false });
  });
});
