/** Reset: an issue that nobody holds becomes pending, as if it had never been worked on. */

import { expect } from 'chai';
import { reset } from '../../src/transitions/reset.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 41;

describe('reset', () => {
  const project = useTransitionProject();

  it('forgets result, crashes and holders, and keeps the fence', async () => {
    await project.dieWith(ISSUE);
    const bot = await project.driven.register('bot');
    const lease = await project.take(ISSUE, bot);
    await project.driven.handBack(ISSUE, bot, lease.fence, 'error', { result: '1', metadata: '2' });
    expect(await reset(project.store, ISSUE, 'operator')).to.deep.equal({ outcome: 'reset' });
    expect(await project.issue(ISSUE)).to.have.all.keys(
      ...['status', 'version', 'fence', 'lastUpdate', 'processed', 'taskType', 'priority', 'checkedOutBy'],
    );
    expect(await project.issue(ISSUE)).to.include({ status: 'pending', fence: lease.fence });
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events.at(-1)).to.include({ type: 'issue.reset', by: 'operator', from: 'error', to: 'pending' });
    const next = await project.driven.ask(ISSUE, bot);
    expect(next).to.include({ outcome: 'granted', attempt: 1 });
    expect(next).not.to.have.property('previous');
  });

  it('ends a quarantine', async () => {
    for (let death = 0; death < 3; death += 1) await project.dieWith(ISSUE);
    expect(await reset(project.store, ISSUE, 'operator')).to.deep.equal({ outcome: 'reset' });
    expect(await project.dieWith(ISSUE)).to.include({ to: 'pending', orphanings: 1 });
  });

  it('refuses an issue that somebody holds, and one that was never seen', async () => {
    const bot = await project.driven.register('bot');
    await project.take(ISSUE, bot);
    const before = await project.dump();
    expect(await reset(project.store, ISSUE, 'operator')).to.deep.equal({ outcome: 'held', holder: bot });
    expect(await reset(project.store, 999, 'operator')).to.deep.equal({ outcome: 'unknown' });
    expect(await project.dump()).to.deep.equal(before);
  });
});
