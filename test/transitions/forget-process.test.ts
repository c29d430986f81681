/** Forget-process: what is kept of a process that ended long ago goes away. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { forgetProcess } from '../../src/transitions/forget-process.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const MACHINE = 'boot1-ns1';

describe('forget-process', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const forget = (lastSeen = String(T0)) =>
    forgetProcess(project.store, { processId: bot, machineId: MACHINE, lastSeen });

  it('removes everything of one that ended', async () => {
    await project.redis.hset(project.keys.process(bot).orders, 'o1', '{}');
    await project.redis.hset(project.keys.process(bot).checkpoints, '1', '5 {}');
    await endProcess(project.store, { processId: bot, machineId: MACHINE }, 'ended');
    expect(await forget()).to.equal(true);
    expect(await project.dump()).to.have.all.keys('schema', 'events');
  });

  it('removes one that holds nothing and has been silent for longer than its leases live', async () => {
    await project.pass(90_001);
    expect(await forget()).to.equal(true);
  });

  const kept: Record<string, () => Promise<void>> = {
    'one that lives': async () => undefined,
    'one that was seen since': async () => {
      await project.pass(1);
      await project.beat(bot, []);
      await endProcess(project.store, { processId: bot, machineId: MACHINE }, 'ended');
    },
    'one that still holds something': async () => {
      await project.take(1, bot);
      const other = await project.take(2, bot);
      await project.repair(other, { cause: 'dead' });
    },
  };

  for (const [title, prepare] of Object.entries(kept)) {
    it(`keeps ${title}`, async () => {
      await prepare();
      const before = await project.dump();
      expect(await forget()).to.equal(false);
      expect(await project.dump()).to.deep.equal(before);
    });
  }
});
