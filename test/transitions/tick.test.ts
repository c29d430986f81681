/** Tick: workers note each second that Redis answered, so that a gap can be told from the silence of holders. */

import { expect } from 'chai';
import { tick } from '../../src/transitions/tick.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

describe('tick', () => {
  const project = useTransitionProject();
  const tickNow = (known = '', ended = '') => tick(project.store, { known, ended });
  const setRun = (runId: string) => project.redis.hset(project.keys.own.clock, 'runId', runId);
  const gaps = async () => (await project.redis.hget(project.keys.own.clock, 'gaps')) ?? '';

  it('says whether the time since the last was a gap', async () => {
    expect(await tickNow()).to.include({ atMs: T0, isGap: false });
    await project.silence(3_333);
    expect(await tickNow()).to.include({ isGap: false });
    await project.silence(3_334);
    expect(await tickNow()).to.include({ isGap: true });
    expect(await tickNow()).to.include({ isGap: false });
    expect(await gaps()).to.equal(`${T0 + 3_333}:${T0 + 6_667}:silence;`);
  });

  it('finds a step back of the clock', async () => {
    await tickNow();
    project.standAt(T0 - 1);
    expect(await tickNow()).to.include({ atMs: T0 - 1, isGap: true });
    expect(await gaps()).to.equal(`${T0 - 1}:${T0 - 1}:clock;`);
  });

  it('finds another run of Redis', async () => {
    const { runId } = await tickNow();
    await setRun('another-run');
    await project.pass(100);
    expect(await tickNow()).to.include({ runId, isGap: true });
    expect(await gaps()).to.equal(`${T0 + 100}:${T0 + 100}:restart;`);
  });

  it('finds another run of Redis though Redis lost all it knew of the last one', async () => {
    const { runId } = await tickNow();
    await project.redis.del(project.keys.own.clock);
    expect(await tickNow(runId)).to.include({ runId, isGap: false });
    await project.redis.del(project.keys.own.clock);
    expect(await tickNow('another-run')).to.include({ runId, isGap: true });
  });

  it('takes another run for no gap where the one before is known to have ended in order', async () => {
    await tickNow();
    await setRun('ended-run');
    expect(await tickNow('', 'ended-run')).to.include({ isGap: false });
    await setRun('lost-run');
    expect(await tickNow('', 'ended-run')).to.include({ isGap: true });
  });

  it('forgets a gap once it matters to no lease any more', async () => {
    await project.silence(4_000);
    await tickNow();
    await project.pass(11_999 - 4_000);
    await project.silence(4_000);
    await tickNow();
    expect(await gaps()).to.match(/^\d+:\d+:silence;\d+:\d+:silence;$/);
    await project.pass(1);
    await project.silence(4_000);
    await tickNow();
    const end = project.nowMs;
    expect(await gaps()).to.equal(`${end - 8_001}:${end - 4_001}:silence;${end - 4_000}:${end}:silence;`);
  });

  it('remembers no more than 32 gaps', async () => {
    for (let gap = 0; gap < 40; gap += 1) {
      await setRun(`run-${gap}`);
      await tickNow();
      await project.pass(1);
    }
    expect((await gaps()).split(';')).to.have.length(32 + 1);
    expect(await gaps())
      .to.include(`${T0 + 39}:restart;`)
      .and.not.to.include(`${T0 + 7}:restart;`);
  });
});
