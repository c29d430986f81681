/** Quarantine-release: an operator makes a quarantined issue workable again. */

import { expect } from 'chai';
import { releaseQuarantine } from '../../src/transitions/quarantine-release.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 31;

describe('quarantine-release', () => {
  const project = useTransitionProject();

  it('forgets the crashes and wants the task again', async () => {
    for (let death = 0; death < 3; death += 1) await project.dieWith(ISSUE);
    const outcome = await releaseQuarantine(project.store, ISSUE, 'operator');
    expect(outcome).to.deep.equal({ outcome: 'released', wanted: { taskId: 'issue-31', issue: ISSUE, run: 3 } });
    const record = await project.issue(ISSUE);
    expect(record).to.include({ status: 'pending', attempt: '0' });
    expect(record).not.to.have.any.keys('orphanings', 'reason', 'coolUntil', 'runAlone');
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events.at(-1)).to.include({
      type: 'quarantine.released',
      by: 'operator',
      from: 'quarantined',
      to: 'pending',
    });
    expect(await project.dieWith(ISSUE)).to.include({ to: 'pending', orphanings: 1 });
  });

  it('leaves every other issue alone, and says what it is', async () => {
    await project.dieWith(ISSUE);
    const before = await project.dump();
    const status = (issue: number) => releaseQuarantine(project.store, issue, 'operator');
    expect(await status(ISSUE)).to.deep.equal({ outcome: 'not-quarantined', status: 'pending' });
    expect(await status(999)).to.deep.equal({ outcome: 'not-quarantined', status: '' });
    expect(await project.dump()).to.deep.equal(before);
  });
});
