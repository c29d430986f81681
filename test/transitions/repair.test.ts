/** Repair: an orphaned issue becomes workable again, decided anew at the moment of writing. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { release } from '../../src/transitions/release.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 9;

describe('repair', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    lease = await project.take(ISSUE, bot);
  });

  describe('of a holder whose pid was seen dead', () => {
    it('does not wait for the deadline, and frees the issue at once', async () => {
      await project.pass(1);
      expect(await project.repair(lease, { cause: 'dead' })).to.deep.equal({
        outcome: 'repaired',
        to: 'pending',
        cause: 'dead',
        isCounted: true,
        orphanings: 1,
        wanted: { taskId: 'issue-9', issue: ISSUE, run: 1 },
      });
      const record = await project.issue(ISSUE);
      expect(record).to.include({ status: 'pending', fence: lease.fence, orphanings: String(T0 + 1), version: '2' });
      expect(record).to.include({ prevProcessId: bot, prevFence: lease.fence, prevEnded: 'dead' });
      expect(record).not.to.have.any.keys('processId', 'pid', 'host', 'leaseTtlMs', 'coolUntil', 'before');
      const dump = await project.dump();
      expect(dump).not.to.have.any.keys('leases', 'processing_issues', `process:${bot}:issues`);
      expect(dump['labels:dirty']).to.have.property(String(ISSUE));
    });

    it('tells it in history and events, the death of the process first', async () => {
      await project.repair(lease, { cause: 'dead' });
      const { events } = (await project.dump()) as { events: unknown[] };
      const died = { type: 'process.dead', processId: bot, at: String(T0) };
      const repaired = { type: 'orphan.repaired', issue: '9', processId: bot, fence: lease.fence, from: 'processing' };
      expect(events.slice(-2)[0]).to.deep.equal(died);
      expect(events.at(-1)).to.deep.equal({
        ...repaired,
        to: 'pending',
        version: '2',
        at: String(T0),
        by: 'the test',
        cause: 'dead',
        counted: '1',
        deadline: String(T0 + TTL_MS),
      });
    });

    it('makes the process dead for good', async () => {
      await project.repair(lease, { cause: 'dead' });
      expect(await project.process(bot)).to.include({ status: 'dead', endedAt: String(T0) });
      expect(await project.redis.smembers(project.keys.machine('boot1-ns1'))).to.deep.equal([]);
      expect(await project.redis.exists(project.keys.process(bot).heartbeat)).to.equal(0);
      expect(await project.driven.ask(1, bot)).to.deep.equal({ outcome: 'process-ended' });
    });

    it('leaves the issue alone where a beat came since', async () => {
      await project.pass(1);
      await project.beat(bot, [lease]);
      const before = await project.dump();
      expect(await project.repair(lease, { cause: 'dead' })).to.deep.equal({ outcome: 'alive', untilMs: 0 });
      expect(await project.dump()).to.deep.equal(before);
    });

    it('leaves the issue alone where somebody names a deadline that he never saw', async () => {
      const seen = { cause: 'dead', deadlineMs: Number.MAX_SAFE_INTEGER } as const;
      expect(await project.repair(lease, seen)).to.deep.equal({ outcome: 'alive', untilMs: 0 });
    });

    it('goes ahead where no beat came since the deadline that was seen', async () => {
      await project.pass(1);
      await project.beat(bot, [lease]);
      const seen = { cause: 'dead', deadlineMs: T0 + 1 + TTL_MS } as const;
      expect(await project.repair(lease, seen)).to.include({ outcome: 'repaired' });
    });
  });

  describe('of what is no longer as it was seen', () => {
    const nothingChanges = async (over: Parameters<typeof project.repair>[1]) => {
      const before = await project.dump();
      expect(await project.repair(lease, { cause: 'dead', ...over })).to.deep.equal({ outcome: 'changed' });
      expect(await project.dump()).to.deep.equal(before);
    };

    it('does nothing a second time', async () => {
      await project.repair(lease, { cause: 'dead' });
      await nothingChanges({});
    });

    it('does nothing where the issue was handed back', async () => {
      await project.driven.handBack(ISSUE, bot, lease.fence, 'completed');
      await nothingChanges({});
    });

    it('does nothing where another lease is current, of the same process too', async () => {
      await release(project.store, ISSUE, { by: 'operator' });
      await project.take(ISSUE, bot);
      await nothingChanges({});
    });

    it('does nothing for another fence or another holder', async () => {
      await nothingChanges({ fence: '5' as Fence });
      await nothingChanges({ holder: await project.driven.register('rival') });
    });

    it('does nothing for an issue that was never seen', async () => {
      await nothingChanges({ issue: 777 });
    });
  });

  describe('tells the next holder', () => {
    it('how the lease ended and what its last checkpoint was', async () => {
      const checkpoint = '{"done":[1,2]}';
      await project.beat(bot, [], { leases: [{ issue: ISSUE, fence: lease.fence, checkpoint }] });
      await project.repair(lease, { cause: 'dead' });
      const told = { processId: bot, fence: lease.fence, ended: 'dead', endedAtMs: T0, checkpoint: { done: [1, 2] } };
      const next = await project.driven.ask(ISSUE, await project.driven.register('next'));
      expect(next).to.deep.include({ outcome: 'granted', attempt: 2, previous: told });
    });
  });

  describe('wants the task of the issue again', () => {
    it('under the next run, and marks it in the same step', async () => {
      await project.driven.handBack(ISSUE, bot, lease.fence, 'pending');
      const run = await project.wantTask(ISSUE, { run: '4' });
      lease = await project.take(ISSUE, bot);
      expect(await project.task(ISSUE)).to.include({ state: 'running', run: String(run) });
      await project.pass(10);
      expect(await project.repair(lease, { cause: 'dead' })).to.deep.include({
        wanted: { taskId: 'issue-9', issue: ISSUE, run: 5 },
      });
      expect(await project.task(ISSUE)).to.include({ state: 'waiting', run: '5', type: 'bug', priority: 'high' });
      expect((await project.dump())['tasks:wanted']).to.deep.equal({ 'issue-9': String(T0 + 10) });
    });

    it('also where it had none, with type and priority of the lease', async () => {
      await project.driven.handBack(ISSUE, bot, lease.fence, 'pending');
      lease = await project.take(ISSUE, bot, { taskType: 'dogfooding', priority: 'low' });
      await project.repair(lease, { cause: 'dead' });
      const task = { id: 'issue-9', issue: '9', state: 'waiting', run: '1', type: 'dogfooding', priority: 'low' };
      expect(await project.task(ISSUE)).to.deep.equal(task);
    });
  });

  describe('delays the next checkout', () => {
    const cases = [
      { kind: 'program', cause: 'dead', isDelayed: false },
      { kind: 'run', cause: 'dead', isDelayed: true },
      { kind: 'program', cause: 'expired', isDelayed: true },
      { kind: 'run', cause: 'expired', isDelayed: true },
    ] as const;
    for (const { kind, cause, isDelayed } of cases) {
      it(`${isDelayed ? 'by the lock-delay' : 'not'} where a ${kind} was seen ${cause}`, async () => {
        const holder = await project.driven.register('holder', { kind, machineId: '' });
        const held = await project.take(10, holder);
        await project.pass(TTL_MS);
        expect(await project.repair(held, { cause })).to.include({ outcome: 'repaired' });
        const until = String(T0 + TTL_MS + project.rules.lockDelayMs);
        expect((await project.issue(10))['coolUntil']).to.equal(isDelayed ? until : undefined);
      });
    }
  });

  describe('of a lease that a living process let go of', () => {
    it('frees the issue without a crash: nobody died', async () => {
      await project.pass(TTL_MS - 1_000);
      await project.beat(bot, []);
      await project.pass(1_000 + project.rules.probeGraceMs);
      expect(await project.repair(lease)).to.include({
        outcome: 'repaired',
        cause: 'dropped',
        isCounted: false,
        orphanings: 0,
      });
      expect(await project.process(bot)).to.include({ status: 'alive' });
      expect(await project.issue(ISSUE)).not.to.have.property('coolUntil');
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted' });
    });
  });
});
