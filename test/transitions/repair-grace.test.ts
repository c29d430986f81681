/** Repair: until when a lease that ran out is left alone, to the very ms. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { noteUnresponsive } from '../../src/transitions/note-unresponsive.ts';
import type { ProcessRecord } from '../../src/transitions/register-process.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const DEADLINE_MS = T0 + TTL_MS;

describe('repair of a lease that ran out', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  const hold = async (over: Partial<ProcessRecord> = {}) => {
    bot = await project.driven.register('bot', over);
    lease = await project.take(1, bot);
  };

  /** Repaired at `untilMs` and left alone one ms before. */
  const expectRepairFrom = async (untilMs: number, cause: string) => {
    await project.pass(untilMs - 1 - project.nowMs);
    expect(await project.repair(lease)).to.deep.equal({ outcome: 'alive', untilMs });
    await project.pass(1);
    expect(await project.repair(lease)).to.include({ outcome: 'repaired', cause, isCounted: true });
  };

  it('happens at its deadline where its holder has no heartbeats', async () => {
    await hold({ liveness: 'ttl', kind: 'shell' });
    await expectRepairFrom(DEADLINE_MS, 'expired');
  });

  it('happens at its deadline where nobody can probe the machine of its holder', async () => {
    await hold({ machineId: '' });
    await expectRepairFrom(DEADLINE_MS, 'expired');
  });

  it('gives the prober of its machine time to say what it sees', async () => {
    await hold();
    await expectRepairFrom(DEADLINE_MS + project.rules.probeGraceMs, 'expired');
  });

  it('gives a holder that is silent though its pid lives the hung grace', async () => {
    await hold();
    await project.pass(TTL_MS);
    expect(await noteUnresponsive(project.store, bot)).to.equal(true);
    await expectRepairFrom(DEADLINE_MS + project.rules.hungGraceMs, 'hung');
  });

  it('gives the hung grace to a later lease of that holder, too', async () => {
    await hold();
    await project.pass(1_000);
    const later = await project.take(2, bot);
    await project.pass(TTL_MS - 1_000);
    await noteUnresponsive(project.store, bot);
    lease = later;
    await expectRepairFrom(DEADLINE_MS + 1_000 + project.rules.hungGraceMs, 'hung');
  });

  it('gives no grace any more where the holder is known to be dead', async () => {
    await hold();
    const other = await project.take(2, bot);
    await project.repair(other, { cause: 'dead' });
    await expectRepairFrom(DEADLINE_MS, 'expired');
  });

  it('starts anew with every beat', async () => {
    await hold();
    await project.pass(TTL_MS + 5_000);
    await project.beat(bot, [lease]);
    expect(await project.repair(lease)).to.deep.equal({ outcome: 'alive', untilMs: 0 });
    lease = { ...lease, expiresAtMs: project.nowMs + TTL_MS };
    await expectRepairFrom(project.nowMs + TTL_MS + project.rules.probeGraceMs, 'expired');
  });

  it('ends a holder without heartbeats only with its last lease', async () => {
    await hold({ liveness: 'ttl', kind: 'shell' });
    await project.pass(1_000);
    const later = await project.take(2, bot);
    await expectRepairFrom(DEADLINE_MS, 'expired');
    expect(await project.process(bot)).to.include({ status: 'alive' });
    lease = later;
    await expectRepairFrom(DEADLINE_MS + 1_000, 'expired');
    expect(await project.process(bot)).to.include({ status: 'dead' });
  });
});
