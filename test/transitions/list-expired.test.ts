/** List-expired: a hint for repairs, and the brake where most leases run out at once. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { listExpired } from '../../src/transitions/list-expired.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

describe('list-expired', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot', { machineId: '' })));

  const takeMany = async (count: number, processId = bot): Promise<HeldLease[]> => {
    const leases: HeldLease[] = [];
    for (let issue = 1; issue <= count; issue += 1) leases.push(await project.take(issue, processId));
    return leases;
  };

  it('lists leases from the very ms of their deadline on, oldest first', async () => {
    await project.take(1, bot, { ttlMs: 30_000 });
    await project.take(2, bot, { ttlMs: 20_000 });
    await project.pass(20_000 - 1);
    expect(await project.expired()).to.deep.equal([]);
    await project.pass(1);
    const { issues } = await listExpired(project.store, 0, 10);
    expect(issues).to.deep.equal([{ issue: 2, deadlineMs: T0 + 20_000 }]);
    await project.pass(10_000);
    expect(await project.expired()).to.deep.equal([2, 1]);
  });

  it('lists them page by page', async () => {
    await takeMany(4);
    await project.pass(TTL_MS);
    const page = async (offset: number) => {
      const { issues, isLast } = await listExpired(project.store, offset, 3);
      return { issues: issues.map(({ issue }) => issue), isLast };
    };
    expect(await page(0)).to.deep.equal({ issues: [1, 2, 3], isLast: false });
    expect(await page(3)).to.deep.equal({ issues: [4], isLast: true });
    expect(await page(6)).to.deep.equal({ issues: [], isLast: true });
  });

  it('tells named locks from issues', async () => {
    await project.redis.zadd(project.keys.own.leases, T0 - 1, 'lock:deploy', T0 - 2, '7');
    const expired = await listExpired(project.store, 0, 10);
    expect(expired).to.deep.equal({
      issues: [{ issue: 7, deadlineMs: T0 - 2 }],
      locks: ['deploy'],
      count: 2,
      isLast: true,
    });
    await project.redis.del(project.keys.own.leases);
  });

  it('lists more at once than Lua can unpack', async () => {
    const members = Array.from({ length: 5_000 }, (_, index) => [T0 - 1, `${index + 1}`]).flat();
    await project.redis.zadd(project.keys.own.leases, ...members);
    const { issues } = await listExpired(project.store, 0, 5_000);
    expect(issues).to.have.length(5_000);
    await project.redis.del(project.keys.own.leases);
  });

  describe('brakes', () => {
    const repairAll = async (leases: readonly HeldLease[]) => {
      const outcomes = [];
      for (const lease of leases) outcomes.push(await project.repair(lease));
      return outcomes;
    };

    const brakeAndRepair = async () => {
      const leases = await takeMany(6);
      await project.pass(TTL_MS);
      await project.expired();
      await project.pass(TTL_MS);
      await project.expired();
      await repairAll(leases);
      await project.expired();
    };

    it('where six of six ran out at once: each is left alone for one TTL, then repaired', async () => {
      const leases = await takeMany(6);
      await project.pass(TTL_MS);
      expect(await project.expired()).to.have.length(6);
      const untilMs = T0 + 2 * TTL_MS;
      expect(await repairAll(leases)).to.deep.equal(leases.map(() => ({ outcome: 'alive', untilMs })));
      await project.pass(TTL_MS - 1);
      await project.expired();
      expect(await repairAll(leases)).to.deep.equal(leases.map(() => ({ outcome: 'alive', untilMs })));
      await project.pass(1);
      await project.expired();
      for (const outcome of await repairAll(leases)) expect(outcome).to.include({ outcome: 'repaired' });
    });

    it('anew in a later episode', async () => {
      await brakeAndRepair();
      const fresh = await project.driven.register('fresh', { machineId: '' });
      await project.pass(10_000);
      const leases = await takeMany(6, fresh);
      await project.pass(TTL_MS);
      await project.expired();
      expect((await repairAll(leases))[0]).to.deep.equal({ outcome: 'alive', untilMs: project.nowMs + TTL_MS });
    });

    it('never twice for the same leases, however often the rest of the fleet comes and goes', async () => {
      const dead = await takeMany(6);
      await project.pass(TTL_MS);
      await project.expired();
      const living = await project.driven.register('living', { machineId: '' });
      for (let issue = 21; issue <= 28; issue += 1) await project.take(issue, living);
      await project.expired();
      await project.pass(TTL_MS);
      await project.expired();
      for (const outcome of await repairAll(dead)) expect(outcome).to.include({ outcome: 'repaired' });
    });

    it('once in an episode: what runs out meanwhile is left alone no longer than the rest', async () => {
      const leases = await takeMany(6);
      await project.pass(1_000);
      leases.push(await project.take(7, bot));
      await project.pass(TTL_MS - 1_000);
      await project.expired();
      await project.pass(1_000);
      expect(await project.expired()).to.have.length(7);
      await project.pass(TTL_MS - 1_000);
      for (const outcome of await repairAll(leases)) expect(outcome).to.include({ outcome: 'repaired' });
    });

    it('as ever where the clock was set back to before the last brake', async () => {
      await brakeAndRepair();
      project.standAt(T0 - 3_600_000);
      await project.tick();
      await project.pass(TTL_MS);
      const leases = await takeMany(6, await project.driven.register('fresh', { machineId: '' }));
      await project.pass(TTL_MS);
      await project.expired();
      const untilMs = project.nowMs + TTL_MS;
      expect(await repairAll(leases)).to.deep.equal(leases.map(() => ({ outcome: 'alive', untilMs })));
    });

    it('not for five', async () => {
      const leases = await takeMany(5);
      await project.pass(TTL_MS);
      await project.expired();
      for (const outcome of await repairAll(leases)) expect(outcome).to.include({ outcome: 'repaired' });
    });

    it('not for six of twelve', async () => {
      const leases = await takeMany(6);
      await project.pass(1_000);
      for (let issue = 7; issue <= 12; issue += 1) await project.take(issue, bot);
      await project.pass(TTL_MS - 1_000);
      expect(await project.expired()).to.have.length(6);
      for (const outcome of await repairAll(leases)) expect(outcome).to.include({ outcome: 'repaired' });
    });

    it('for six of eleven', async () => {
      const leases = await takeMany(6);
      await project.pass(1_000);
      for (let issue = 7; issue <= 11; issue += 1) await project.take(issue, bot);
      await project.pass(TTL_MS - 1_000);
      await project.expired();
      for (const outcome of await repairAll(leases)) expect(outcome).to.include({ outcome: 'alive' });
    });

    it('not for holders without heartbeats: their deadline alone counts', async () => {
      const shell = await project.driven.register('shell', { liveness: 'ttl', kind: 'shell' });
      const leases = await takeMany(6, shell);
      await project.pass(TTL_MS);
      await project.expired();
      for (const outcome of await repairAll(leases))
        expect(outcome).to.include({ outcome: 'repaired', isCounted: true });
    });
  });
});
