/** Checkout: a workable issue that is not granted just now, for each of the three reasons. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { restore } from '../../src/transitions/restore.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 7;

describe('checkout while an issue cools down', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  it('waits for the lock-delay after a crash, to the very ms', async () => {
    const holder = await project.driven.register('run', { kind: 'run' });
    await project.repair(await project.take(ISSUE, holder), { cause: 'dead' });
    const untilMs = T0 + project.rules.lockDelayMs;
    await project.pass(project.rules.lockDelayMs - 1);
    const refused = { outcome: 'cooling-down', untilMs, reason: 'lock-delay' };
    expect(await project.driven.ask(ISSUE, bot)).to.deep.equal(refused);
    await project.pass(1);
    expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted', attempt: 2 });
  });

  it('does not wait for hours for that where the clock is set back by hours', async () => {
    const holder = await project.driven.register('run', { kind: 'run' });
    await project.repair(await project.take(ISSUE, holder), { cause: 'dead' });
    project.standAt(T0 - 3_600_000);
    expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted' });
  });

  it('waits until holders could restore what another run of Redis lost, to the very ms', async () => {
    await project.restartRedis();
    const untilMs = T0 + project.rules.restartWaitMs;
    const refused = { outcome: 'cooling-down', untilMs, reason: 'redis-restarted' };
    expect(await project.driven.ask(ISSUE, bot)).to.deep.equal(refused);
    await project.pass(project.rules.restartWaitMs - 1);
    expect(await project.driven.ask(ISSUE, bot)).to.deep.equal(refused);
    await project.pass(1);
    expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted' });
  });

  it('does not wait longer for that when the clock is set back meanwhile', async () => {
    await project.restartRedis();
    await project.tick();
    project.standAt(T0 - 3_600_000);
    await project.tick();
    const untilMs = T0 - 3_600_000 + project.rules.restartWaitMs;
    expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'cooling-down', untilMs });
  });

  describe('that must run alone', () => {
    // Its holders died three times while they held another issue too: nobody knows which of the two kills.
    beforeEach(async () => {
      for (let death = 0; death < 3; death += 1) {
        const holder = await project.driven.register('unlucky');
        const lease = await project.take(ISSUE, holder);
        const other = await project.take(1_000 + death, holder);
        await project.repair(lease, { cause: 'dead' });
        await project.repair(other, { cause: 'dead' });
      }
    });

    const refused = { outcome: 'cooling-down', untilMs: T0 + 5_000, reason: 'must-run-alone' };

    it('is refused to a process that holds another issue', async () => {
      const other = await project.take(8, bot);
      expect(await project.driven.ask(ISSUE, bot)).to.deep.equal(refused);
      await project.driven.handBack(8, bot, other.fence, 'completed');
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted' });
    });

    it('keeps its holder from every other issue until it is handed back', async () => {
      const lease = await project.take(ISSUE, bot);
      expect(await project.driven.ask(8, bot)).to.deep.equal(refused);
      await project.driven.handBack(ISSUE, bot, lease.fence, 'error');
      expect(await project.driven.ask(8, bot)).to.include({ outcome: 'granted' });
      expect(await project.driven.ask(ISSUE, bot)).to.include({ outcome: 'granted' });
    });

    it('keeps its holder from others though that handed one back which Redis had lost', async () => {
      await project.take(ISSUE, bot);
      const fence = String(T0 * 1_000 + 1_000_000) as Fence;
      const lost = { issue: 9, fence, processId: bot, ttlMs: TTL_MS, taskType: 'misc', priority: 'normal' };
      expect(await restore(project.store, lost)).to.equal(T0 + TTL_MS);
      await project.driven.handBack(9, bot, fence, 'completed');
      expect(await project.driven.ask(8, bot)).to.deep.equal(refused);
    });
  });
});
