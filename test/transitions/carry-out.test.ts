/** Carry-out: what a label asks for, in every state, and once. */

import { expect } from 'chai';
import { carryOut } from '../../src/transitions/carry-out.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 7;
const BY = 'github:alice';

describe('carry-out', () => {
  const project = useTransitionProject();
  const ask = (verb: 'release' | 'retry' | 'hold', eventId = 1) =>
    carryOut(project.store, ISSUE, { verb, eventId, by: BY });
  const taken = async () => project.take(ISSUE, await project.driven.register('bot'));
  const done = (run?: number) => ({
    outcome: 'done',
    wanted: run === undefined ? undefined : { taskId: 'issue-7', issue: ISSUE, run },
  });

  it('releases an issue from its holder, and counts no crash', async () => {
    await taken();
    expect(await ask('release')).to.deep.equal(done());
    expect(await project.issue(ISSUE)).to.include({ status: 'pending', prevEnded: 'released' });
    expect(await project.issue(ISSUE)).not.to.have.any.keys('processId', 'orphanings');
    expect((await project.dump())['events']).to.have.nested.property('[1].by', BY);
  });

  it('does what an event asks for once, and remembers it for 30 days', async () => {
    await taken();
    await ask('release');
    await project.take(ISSUE, await project.driven.register('other'));
    const before = await project.issue(ISSUE);
    expect(await ask('release')).to.deep.equal({ outcome: 'repeated' });
    expect(await project.issue(ISSUE)).to.deep.equal(before);
    expect(await project.redis.pttl(project.keys.asked(1))).to.be.within(30 * 86_400_000 - 60_000, 30 * 86_400_000);
    expect(await ask('release', 2)).to.deep.equal(done());
  });

  it('remembers that there was nothing to do, since later there might be', async () => {
    expect(await ask('release')).to.deep.equal({ outcome: 'nothing', reason: 'nobody holds it' });
    await taken();
    expect(await ask('release')).to.deep.equal({ outcome: 'repeated' });
    expect(await project.issue(ISSUE)).to.include({ status: 'processing' });
  });

  it('holds an issue that nobody has seen yet, and none is granted it', async () => {
    expect(await ask('hold')).to.deep.equal(done());
    expect(await project.issue(ISSUE)).to.include({ status: 'quarantined', reason: `held by ${BY}` });
    expect(await ask('hold', 2)).to.deep.equal({ outcome: 'nothing', reason: 'it is quarantined already' });
  });

  it('holds what is in work, and withdraws its task, whether it runs or waits', async () => {
    await taken();
    await ask('release');
    await ask('retry', 2);
    expect((await project.task(ISSUE))['state']).to.equal('waiting');
    await ask('hold', 3);
    expect((await project.task(ISSUE))['state']).to.equal('done');
    expect(await project.dump()).not.to.have.any.keys('tasks:wanted', 'running_tasks');
    expect(await ask('release', 4)).to.deep.equal(done(2));
    await taken();
    await ask('hold', 5);
    expect(await project.issue(ISSUE)).to.include({ status: 'quarantined', prevEnded: 'released' });
    expect(await project.dump()).not.to.have.any.keys('leases', 'running_tasks');
  });

  it('makes workable again what nobody holds, with its task wanted and its crashes forgotten', async () => {
    expect(await ask('retry')).to.deep.equal({ outcome: 'nothing', reason: 'Mirin does not know it' });
    const lease = await taken();
    const held = { outcome: 'nothing', reason: 'it is in work: it has to be released first' };
    expect(await ask('retry', 2)).to.deep.equal(held);
    await project.driven.handBack(ISSUE, lease.processId, lease.fence, 'error');
    await project.redis.hset(project.keys.issue(ISSUE).issue, 'orphanings', String(T0));
    expect(await ask('retry', 3)).to.deep.equal(done(1));
    expect(await project.issue(ISSUE)).to.include({ status: 'pending', attempt: '0' });
    expect(await project.issue(ISSUE)).not.to.have.property('orphanings');
    expect((await project.task(ISSUE))['state']).to.equal('waiting');
  });
});
