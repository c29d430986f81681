/** Repair: which deaths count against an issue, and when it is quarantined. */

import { expect } from 'chai';
import { TTL_MS } from '../support/driven-project.ts';
import { useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 3;

describe('repair blames an issue', () => {
  const project = useTransitionProject();

  /** One holder of all these issues dies, and each is repaired. */
  const dieTogether = async (...issues: number[]) => {
    const holder = await project.driven.register('holder');
    const leases: HeldLease[] = [];
    for (const issue of issues) leases.push(await project.take(issue, holder));
    const repairs = [];
    for (const lease of leases) repairs.push(await project.repair(lease, { cause: 'dead' }));
    return repairs;
  };

  it('while its holder stays on the list of its machine until the last of its issues is repaired', async () => {
    const holder = await project.driven.register('holder', { machineId: 'boot1-ns1' });
    const leases = [await project.take(1, holder), await project.take(2, holder)];
    const onMachine = () => project.redis.sismember(project.keys.machine('boot1-ns1'), holder);
    for (const [index, lease] of leases.entries()) {
      expect(await onMachine(), `before repair ${index + 1}`).to.equal(1);
      await project.repair(lease, { cause: 'dead' });
    }
    expect(await onMachine()).to.equal(0);
  });

  it('for the third death within the window: it is quarantined and its task is over', async () => {
    expect(await project.dieWith(ISSUE)).to.include({ to: 'pending', orphanings: 1 });
    await project.pass(1_000);
    expect(await project.dieWith(ISSUE)).to.include({ to: 'pending', orphanings: 2 });
    await project.pass(1_000);
    const last = await project.dieWith(ISSUE);
    expect(last).to.include({ to: 'quarantined', orphanings: 3, isCounted: true, wanted: undefined });
    expect(await project.issue(ISSUE)).to.include({ status: 'quarantined', reason: 'its holder died 3 times' });
    expect(await project.task(ISSUE)).to.include({ state: 'done' });
    expect((await project.dump())['issues:quarantined']).to.have.property(String(ISSUE));
  });

  it('for no death that lies as long ago as the window is', async () => {
    const first = project.nowMs;
    await project.dieWith(ISSUE);
    await project.dieWith(ISSUE);
    project.standAt(first + project.rules.orphaningWindowMs);
    await project.pass(0);
    expect(await project.dieWith(ISSUE)).to.include({ to: 'pending', orphanings: 1 });
  });

  it('for a death that lies one ms less ago', async () => {
    const first = project.nowMs;
    await project.dieWith(ISSUE);
    await project.dieWith(ISSUE);
    project.standAt(first + project.rules.orphaningWindowMs - 1);
    await project.pass(0);
    expect(await project.dieWith(ISSUE)).to.include({ to: 'quarantined', orphanings: 3 });
  });

  for (const status of ['completed', 'awaiting-response'] as const) {
    it(`for no death before it came to an end as ${status}`, async () => {
      await project.dieWith(ISSUE);
      await project.dieWith(ISSUE);
      const holder = await project.driven.register('holder');
      const lease = await project.take(ISSUE, holder);
      await project.driven.handBack(ISSUE, holder, lease.fence, status);
      const next = await project.take(ISSUE, holder, { reopen: true });
      expect(await project.repair(next, { cause: 'dead' })).to.include({ to: 'pending', orphanings: 1 });
    });
  }

  it('still for earlier deaths where it only failed or was put back', async () => {
    await project.dieWith(ISSUE);
    for (const status of ['error', 'pending'] as const) {
      const holder = await project.driven.register('holder');
      const lease = await project.take(ISSUE, holder);
      await project.driven.handBack(ISSUE, holder, lease.fence, status);
    }
    expect(await project.dieWith(ISSUE)).to.include({ orphanings: 2 });
  });

  it('not alone for a death that it shared: it must run by itself first', async () => {
    await dieTogether(ISSUE, 4);
    await dieTogether(ISSUE, 4);
    const [first, second] = await dieTogether(ISSUE, 4);
    expect(first).to.include({ to: 'pending', orphanings: 3, isCounted: true });
    expect(second).to.include({ to: 'pending', orphanings: 3, isCounted: true });
    expect(await project.issue(ISSUE)).to.include({ status: 'pending', runAlone: '1' });
    expect((await project.issue(ISSUE))['orphanings']).to.match(/^\d+\+,\d+\+,\d+\+$/);

    expect(await project.dieWith(ISSUE)).to.include({ to: 'quarantined', orphanings: 4 });
    const holder = await project.driven.register('holder');
    const lease = await project.take(4, holder);
    await project.driven.handBack(4, holder, lease.fence, 'completed');
    expect(await project.issue(4)).not.to.have.any.keys('runAlone', 'orphanings');
  });

  it('for no lease that its holder only let go of, however many deaths it shared', async () => {
    for (let death = 0; death < 3; death += 1) await dieTogether(ISSUE, 4);
    const holder = await project.driven.register('holder');
    const lease = await project.take(ISSUE, holder);
    await project.pass(TTL_MS + project.rules.probeGraceMs);
    await project.beat(holder, []);
    expect(await project.repair(lease)).to.include({ to: 'pending', cause: 'dropped', isCounted: false });
  });

  it('once for one death, however often the repair is asked for', async () => {
    const lease = await project.take(ISSUE, await project.driven.register('holder'));
    await project.repair(lease, { cause: 'dead' });
    for (let again = 0; again < 3; again += 1) await project.repair(lease, { cause: 'dead' });
    expect(await project.dieWith(ISSUE)).to.include({ orphanings: 2 });
  });

  it('not for a lease that was released or handed back', async () => {
    await project.dieWith(ISSUE);
    await project.dieWith(ISSUE);
    const holder = await project.driven.register('holder');
    const lease = await project.take(ISSUE, holder);
    await project.driven.handBack(ISSUE, holder, lease.fence, 'pending');
    expect(await project.repair(lease, { cause: 'dead' })).to.deep.equal({ outcome: 'changed' });
    expect(await project.issue(ISSUE)).to.include({ status: 'pending' });
  });
});
