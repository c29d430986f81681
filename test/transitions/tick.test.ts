/** Tick: workers note each second that Redis answered, so that a gap can be told from the silence of holders. */

import { expect } from 'chai';
import { tick } from '../../src/transitions/tick.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

describe('tick', () => {
  const project = useTransitionProject();
  const tickNow = (endedRunId?: string) => tick(project.store, endedRunId);
  const setRun = (runId: string) => project.redis.hset(project.keys.own.clock, 'runId', runId);
  const gaps = async () => (await project.redis.hget(project.keys.own.clock, 'gaps')) ?? '';

  it('says whether the time since the last was a gap', async () => {
    expect(await tickNow()).to.deep.equal({ atMs: T0, gap: undefined, isGapNew: false });
    await project.silence(3_333);
    expect(await tickNow()).to.include({ isGapNew: false });
    await project.silence(3_334);
    const gap = { startMs: T0 + 3_333, endMs: T0 + 6_667, kind: 'silence' };
    expect(await tickNow()).to.deep.equal({ atMs: T0 + 6_667, gap, isGapNew: true });
    expect(await tickNow()).to.deep.equal({ atMs: T0 + 6_667, gap, isGapNew: false });
    expect(await gaps()).to.equal(`${T0 + 3_333}:${T0 + 6_667}:silence;`);
  });

  it('finds a step back of the clock', async () => {
    await tickNow();
    project.standAt(T0 - 1);
    expect(await tickNow()).to.include({ atMs: T0 - 1, isGapNew: true });
    expect(await gaps()).to.equal(`${T0 - 1}:${T0 - 1}:clock;`);
  });

  it('finds another run of Redis', async () => {
    await tickNow();
    await setRun('another-run');
    await project.pass(100);
    expect(await tickNow()).to.include({ isGapNew: true });
    expect(await tickNow()).to.include({ isGapNew: false });
    expect(await gaps()).to.equal(`${T0 + 100}:${T0 + 100}:restart;`);
  });

  it('takes another run for no gap where the one before is known to have ended in order', async () => {
    await tickNow();
    await setRun('ended-run');
    expect(await tickNow('ended-run')).to.include({ isGapNew: false });
    await setRun('lost-run');
    expect(await tickNow('ended-run')).to.include({ isGapNew: true });
  });

  describe('of somebody who was there before Redis lost all it knew', () => {
    const lateComer = () => ({ ...project.store });
    const loseAll = () => project.redis.del(project.keys.own.clock);

    it('finds the loss', async () => {
      await tickNow();
      await loseAll();
      expect((await tickNow()).gap).to.deep.equal({ startMs: T0, endMs: T0, kind: 'loss' });
    });

    it('finds it also where others have ticked since who did not know of it, and in a new silence', async () => {
      await tickNow();
      const { clockId = '' } = project.store;
      await loseAll();
      delete project.store.clockId;
      await project.pass(1);
      expect(await tickNow()).to.include({ isGapNew: false });
      await project.silence(5_000);
      expect((await tickNow()).gap).to.include({ kind: 'silence' });
      project.store.clockId = clockId;
      expect((await tickNow()).gap).to.include({ kind: 'loss' });
    });

    it('finds it once, however many knew what was there before', async () => {
      await tickNow();
      project.standAt(T0 + 1);
      const others = [lateComer(), lateComer()];
      await loseAll();
      await tickNow();
      for (const other of others) expect(await tick(other)).to.include({ isGapNew: false });
    });

    it('finds another one later', async () => {
      await tickNow();
      await loseAll();
      await tickNow();
      await loseAll();
      expect(await tickNow()).to.include({ isGapNew: true });
    });
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
