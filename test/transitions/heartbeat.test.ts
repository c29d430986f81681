/** Heartbeat: a process says that it lives, and hears which of its leases it still has. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { MOST_LEASES_PER_BEAT, type Beat, type BeatReply } from '../../src/transitions/heartbeat.ts';
import { noteUnresponsive } from '../../src/transitions/note-unresponsive.ts';
import { release } from '../../src/transitions/release.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

describe('heartbeat', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const beat = async (leases: readonly HeldLease[], over: Partial<Beat> = {}) => {
    const reply = await project.beat(bot, leases, over);
    if (reply.process !== 'alive') throw new Error(`the process is ${reply.process}`);
    return reply;
  };

  describe('renews', () => {
    it('each lease that it names, from the time of the beat on', async () => {
      const leases = [await project.take(1, bot), await project.take(2, bot, { ttlMs: 20_000 })];
      await project.pass(5_000);
      const reply: BeatReply = await beat(leases);
      expect(reply).to.deep.equal({
        process: 'alive',
        atMs: T0 + 5_000,
        verdicts: ['renewed', 'renewed'],
        held: [],
        orders: new Map(),
      });
      expect(await project.deadlineMs(1)).to.equal(T0 + 5_000 + TTL_MS);
      expect(await project.deadlineMs(2)).to.equal(T0 + 5_000 + TTL_MS);
    });

    it('with another time to live from then on', async () => {
      const lease = await project.take(1, bot);
      await beat([lease], { ttlMs: 10_000 });
      expect(await project.deadlineMs(1)).to.equal(T0 + 10_000);
      expect(await project.issue(1)).to.include({ leaseTtlMs: '10000', version: '1' });
    });

    it('a lease that ran out but was not repaired yet', async () => {
      const lease = await project.take(1, bot);
      await project.pass(TTL_MS + 60_000);
      expect((await beat([lease])).verdicts).to.deep.equal(['renewed']);
      expect(await project.expired()).to.deep.equal([]);
    });

    it('what the process is seen by', async () => {
      await project.pass(TTL_MS);
      expect(await noteUnresponsive(project.store, bot)).to.equal(true);
      await beat([], { rssBytes: 4_096, cpuPercent: 12.6, ttlMs: 10_000 });
      const record = await project.process(bot);
      expect(record).to.include({ lastSeen: String(T0 + TTL_MS), memory: '4096', cpu: '13', ttlMs: '10000' });
      expect(record).not.to.have.property('unresponsiveAt');
      expect(await project.redis.zscore(project.keys.own.processes, bot)).to.equal(String(T0 + TTL_MS));
      expect(await project.redis.get(project.keys.process(bot).heartbeat)).to.equal('alive');
      expect(await project.redis.pttl(project.keys.process(bot).heartbeat)).to.be.within(1, 10_000);
    });
  });

  describe('says lost', () => {
    it('for a lease that was released, and for another fence', async () => {
      const lease = await project.take(1, bot);
      const other = { ...lease, fence: '12345' as Fence };
      expect((await beat([other])).verdicts).to.deep.equal(['lost']);
      await release(project.store, 1, { by: 'operator' });
      expect((await beat([lease])).verdicts).to.deep.equal(['lost']);
    });

    it('for a lease that another process holds, and renews nothing', async () => {
      const rival = await project.driven.register('rival');
      const lease = await project.take(1, rival);
      await project.pass(1_000);
      expect((await beat([lease])).verdicts).to.deep.equal(['lost']);
      expect(await project.deadlineMs(1)).to.equal(lease.expiresAtMs);
    });

    it('for an issue that was never seen under a fence from the future, and for one that another lease has', async () => {
      const lease = await project.take(1, bot);
      const future = String(BigInt(T0) * 1000n + 5_000_001n) as Fence;
      const never = { ...lease, issue: 99, fence: future };
      const taken = { ...lease, fence: String(BigInt(lease.fence) + 1n) as Fence };
      expect((await beat([never, taken])).verdicts).to.deep.equal(['lost', 'lost']);
    });
  });

  it('says behind for a fence above the stored one: Redis lost what happened since', async () => {
    const lease = await project.take(1, bot);
    await project.driven.handBack(1, bot, lease.fence, 'pending');
    const above = { ...lease, fence: String(BigInt(T0) * 1000n + 5_000_000n) as Fence };
    const unknown = { ...lease, issue: 2 };
    expect((await beat([above, unknown])).verdicts).to.deep.equal(['behind', 'behind']);
  });

  describe('lists what the process holds', () => {
    it('where it did not name all of it, and does not renew that', async () => {
      const named = await project.take(1, bot);
      const unnamed = await project.take(2, bot);
      await project.pass(1_000);
      expect((await beat([named])).held).to.have.members([1, 2]);
      expect(await project.deadlineMs(2)).to.equal(unnamed.expiresAtMs);
    });

    it('where it named just as many, but not the same', async () => {
      const lost = await project.take(1, bot);
      await project.take(2, bot);
      await release(project.store, 1, { by: 'operator' });
      const reply = await beat([lost]);
      expect(reply.verdicts).to.deep.equal(['lost']);
      expect(reply.held).to.deep.equal([2]);
    });
  });

  describe('hands over orders', () => {
    it('with every beat until one acknowledges them by id', async () => {
      await project.redis.hset(project.keys.process(bot).orders, { o1: '{"do":"drain"}', o2: '{"do":"cancel"}' });
      const both = new Map([
        ['o1', '{"do":"drain"}'],
        ['o2', '{"do":"cancel"}'],
      ]);
      expect((await beat([])).orders).to.deep.equal(both);
      expect((await beat([])).orders).to.deep.equal(both);
      both.delete('o1');
      expect((await beat([], { acknowledged: ['o1', 'unknown'] })).orders).to.deep.equal(both);
    });
  });

  describe('keeps checkpoints', () => {
    const checkpoints = () => project.redis.hgetall(project.keys.process(bot).checkpoints);

    it('with the fence they were made under, until a later one', async () => {
      const { fence } = await project.take(1, bot);
      await beat([], { leases: [{ issue: 1, fence, checkpoint: '"a b"' }] });
      await beat([], { leases: [{ issue: 1, fence }] });
      expect(await checkpoints()).to.deep.equal({ 1: `${fence} "a b"` });
      await beat([], { leases: [{ issue: 1, fence, checkpoint: '[]' }] });
      expect(await checkpoints()).to.deep.equal({ 1: `${fence} []` });
    });

    it('of no lease that is lost', async () => {
      await beat([], { leases: [{ issue: 1, fence: '5' as Fence, checkpoint: '1' }] });
      expect(await checkpoints()).to.deep.equal({});
    });
  });

  describe('of a process that is no more', () => {
    it('says ended where it died or ended, and renews nothing', async () => {
      const lease = await project.take(1, bot);
      await project.repair(lease, { cause: 'dead' });
      const before = await project.dump();
      expect(await project.beat(bot, [lease])).to.deep.equal({ process: 'ended' });
      expect(await project.dump()).to.deep.equal(before);

      const other = await project.driven.register('other');
      await endProcess(project.store, { processId: other, machineId: 'boot1-ns1' }, 'ended');
      expect(await project.beat(other, [])).to.deep.equal({ process: 'ended' });
    });

    it('says unknown where nobody knows it', async () => {
      expect(await project.beat('nobody~abcdefgh' as ProcessId, [])).to.deep.equal({ process: 'unknown' });
    });
  });

  it('takes as many leases as fit into one beat, and no more', async () => {
    const lease: HeldLease = { issue: 1, processId: bot, fence: '5' as Fence, expiresAtMs: 0 };
    const many = Array.from({ length: MOST_LEASES_PER_BEAT }, (_, index) => ({ ...lease, issue: index + 1 }));
    expect((await beat(many)).verdicts).to.have.length(MOST_LEASES_PER_BEAT);
    expect((await rejection(beat([...many, lease]))).code).to.equal('MIRIN_BUG');
  });
});
