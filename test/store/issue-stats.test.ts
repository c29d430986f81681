/** Tests that the counts of a project follow what happens in it. */

import { expect } from 'chai';
import { issueStats } from '../../src/store/issue-stats.ts';
import { closeLabelPass } from '../../src/transitions/label-close.ts';
import { DrivenProject, TTL_MS } from '../support/driven-project.ts';

const NOON = 1_800_000_000_000;

describe('the counts of a project', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  it('are all zero for a project that has nothing', async () => {
    expect(await issueStats(project.store)).to.deep.equal({
      issues: 0,
      byStatus: { pending: 0, processing: 0, 'awaiting-response': 0, completed: 0, error: 0, quarantined: 0 },
      leases: 0,
      expiredLeases: 0,
      labelsDirty: { count: 0 },
      labelsDamped: 0,
      tasksWanted: 0,
      events: 0,
    });
  });

  it('follow what happens', async () => {
    const bot = await project.register();
    await project.handBack(1, bot, await project.take(1, bot), 'completed');
    await project.handBack(2, bot, await project.take(2, bot), 'error');
    await project.repairDead(3, bot, await project.take(3, bot));
    const other = await project.register();
    project.setTime(NOON + 1_000);
    await project.take(4, other);
    await project.take(5, other, { ttlMs: TTL_MS * 2 });
    const pass = {
      passId: 'pass-1',
      wasOpened: false,
      version: '2',
      epoch: '0',
      isAmbiguous: false,
      isBrokenOff: false,
    };
    expect(await closeLabelPass(project.store, 1, pass)).to.equal('clean');
    project.setTime(NOON + 1_000 + TTL_MS);
    expect(await issueStats(project.store)).to.deep.equal({
      issues: 5,
      byStatus: { pending: 1, processing: 2, 'awaiting-response': 0, completed: 1, error: 1, quarantined: 0 },
      leases: 2,
      expiredLeases: 1,
      labelsDirty: { count: 4, oldestSinceMs: NOON },
      labelsDamped: 0,
      tasksWanted: 1,
      events: 9,
    });
  });
});
