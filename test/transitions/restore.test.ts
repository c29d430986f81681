/** Restore: a holder gets its lease back after Redis lost its last moments, where that harms nobody. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { restore, type LostLease } from '../../src/transitions/restore.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 51;

describe('restore', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const fenceAt = (us: bigint) => String(BigInt(T0) * 1000n + us) as Fence;
  const giveBack = (over: Partial<LostLease> = {}) =>
    restore(project.store, {
      issue: ISSUE,
      fence: fenceAt(0n),
      processId: bot,
      ttlMs: 20_000,
      taskType: 'bug',
      priority: 'low',
      ...over,
    });

  it('gives an issue that Redis has forgotten back under its old fence', async () => {
    expect(await giveBack()).to.equal(T0 + 20_000);
    const record = { status: 'processing', fence: fenceAt(0n), processId: bot, taskType: 'bug', priority: 'low' };
    expect(await project.issue(ISSUE)).to.include(record);
    expect(await project.deadlineMs(ISSUE)).to.equal(T0 + 20_000);
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events.at(-1)).to.include({ type: 'lease.restored', processId: bot, fence: fenceAt(0n) });
  });

  it('gives the same answer again', async () => {
    await giveBack();
    await project.pass(1_000);
    const before = await project.dump();
    expect(await giveBack()).to.equal(T0 + 20_000);
    expect(await project.dump()).to.deep.equal(before);
  });

  it('lets every later fence lie above the restored one', async () => {
    await giveBack({ fence: fenceAt(4_000_000n) });
    expect(await project.redis.get(project.keys.own.fence)).to.equal(fenceAt(4_000_000n));
    expect((await project.take(1, bot)).fence).to.equal(fenceAt(4_000_001n));
  });

  it('lets every later fence lie above the highest that is stored', async () => {
    await project.take(1, bot);
    await project.pass(10);
    await giveBack({ fence: fenceAt(5n) });
    expect((await project.take(2, bot)).fence).to.equal(fenceAt(10_001n));
  });

  describe('leaves the issue', () => {
    const lost = async (over: Partial<LostLease> = {}) => {
      const before = await project.dump();
      expect(await giveBack(over)).to.equal(undefined);
      expect(await project.dump()).to.deep.equal(before);
    };

    it('where somebody holds it', async () => {
      await project.take(ISSUE, await project.driven.register('rival'));
      await lost({ fence: fenceAt(1n) });
    });

    it('where the stored fence is the same or above', async () => {
      const { fence } = await project.take(ISSUE, bot);
      await project.driven.handBack(ISSUE, bot, fence, 'pending');
      await lost({ fence });
      await lost({ fence: '5' as Fence });
      expect(await giveBack({ fence: fenceAt(1n) })).to.equal(T0 + 20_000);
    });

    it('where the fence is from more than 5 s ahead', async () => {
      await lost({ fence: fenceAt(5_000_001n) });
      expect(await giveBack({ fence: fenceAt(5_000_000n) })).to.equal(T0 + 20_000);
    });

    it('where the process has ended or is unknown', async () => {
      await lost({ processId: 'nobody~abcdefgh' as ProcessId });
      await endProcess(project.store, { processId: bot, machineId: 'boot1-ns1' }, 'dead');
      await lost();
    });
  });
});
