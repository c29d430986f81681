/** Release: an issue is taken from its holder by somebody's word; no crash. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { release, type ReleaseOptions } from '../../src/transitions/release.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 21;

describe('release', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    lease = await project.take(ISSUE, bot);
  });

  const releaseIt = (over: Partial<ReleaseOptions> = {}) =>
    release(project.store, ISSUE, { by: 'operator', reason: 'stuck', ...over });

  it('makes the issue pending without counting a crash, and keeps the fence', async () => {
    await project.pass(10);
    expect(await releaseIt()).to.deep.equal({ outcome: 'released', wanted: undefined });
    const record = await project.issue(ISSUE);
    expect(record).to.include({
      status: 'pending',
      fence: lease.fence,
      prevEnded: 'released',
      endTime: String(T0 + 10),
    });
    expect(record).not.to.have.any.keys('processId', 'orphanings', 'coolUntil');
    expect(await project.process(bot)).to.include({ status: 'alive' });
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events.at(-1)).to.include({ type: 'issue.released', by: 'operator', reason: 'stuck', processId: bot });
  });

  it('takes only the lease that is meant', async () => {
    const before = await project.dump();
    expect(await releaseIt({ fence: '5' as Fence })).to.deep.equal({ outcome: 'not-held' });
    expect(await project.dump()).to.deep.equal(before);
    expect(await releaseIt({ fence: lease.fence })).to.include({ outcome: 'released' });
  });

  it('says that nobody holds it, also where it was never seen', async () => {
    await releaseIt();
    const before = await project.dump();
    expect(await releaseIt()).to.deep.equal({ outcome: 'not-held' });
    expect(await release(project.store, 999, { by: 'operator' })).to.deep.equal({ outcome: 'not-held' });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('puts a running task back', async () => {
    await releaseIt();
    await project.wantTask(ISSUE);
    await project.take(ISSUE, bot);
    expect(await releaseIt()).to.deep.equal({
      outcome: 'released',
      wanted: { taskId: 'issue-21', issue: ISSUE, run: 2 },
    });
    expect(await project.task(ISSUE)).to.include({ state: 'waiting', type: 'bug', priority: 'high' });
  });
});
