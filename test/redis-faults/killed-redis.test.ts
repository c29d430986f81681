/** Redis is killed, stays away, and reads its data for a while when it is back: each is told once, and all goes on. */

import { expect } from 'chai';
import { startRedis } from '../support/redis-server.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';
import { FaultScene } from './fault-scene.ts';

/** Keys that are read at the start, each with a pause: some six seconds, long enough to be seen. */
const KEYS = 24_000;
const PAUSE_PER_KEY_US = 200;

describe('a Redis that was killed', () => {
  let scene: FaultScene;

  before(async () => {
    scene = await FaultScene.open(await startRedis({ args: ['--key-load-delay', String(PAUSE_PER_KEY_US)] }));
    const fill = `for key = 1, ${KEYS} do redis.call('SET', 'filler:' .. key, key) end`;
    await scene.project.redis.eval(fill, 0);
  });
  after(() => scene.close());

  const losses = () => scene.workerLog.filter(({ event }) => event === 'redis.lost').map(({ error }) => error);

  const untilLoading = (call: () => Promise<unknown>) =>
    waitFor('a fault that says why', async (saw) => {
      const seen = await rejection(call());
      saw(seen);
      return seen.message.includes('LOADING') && seen;
    });

  it('is told of once, however long it stays away', async () => {
    await scene.redis.kill();
    await scene.untilLogged('redis.lost');
    const lines = scene.workerLog.filter(({ level }) => level !== 'debug').length;
    await waitFor('many commands to have failed', () => scene.logged('redis.interrupted') > 30);
    expect(scene.workerLog.filter(({ level }) => level !== 'debug')).to.have.lengthOf(lines);
    expect(losses()).to.have.lengthOf(1);
    expect(losses()[0]?.message).to.match(/127\.0\.0\.1:\d+ is closed: nothing listens there/);
  });

  it('says that it is loading when it is back, in the log and in the fault of each call', async () => {
    const restarted = scene.redis.restart();
    const calls = [
      () => scene.mirin.checkout(2, { timeoutMs: 500 }),
      () => scene.mirin.issues.get(1),
      () => scene.mirin.issues.release(2, { by: 'operator', reason: 'to see' }),
      () => scene.project.connect('newcomer', { requestTimeoutMs: 500 }),
    ];
    for (const fault of await Promise.all(calls.map(untilLoading))) {
      expect(fault.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      expect(fault.hint).to.include('wait until it has done so');
    }
    await scene.untilLogged('redis.lost', 2);
    expect(losses()[1]?.message).to.include('is still loading its data from the disk');
    await restarted;
  });

  it('is told of once more when it serves again, and all goes on', async () => {
    await scene.untilLogged('redis.returned');
    await scene.untilLogged('redis.restarted');
    await scene.expectToGoOn();
    await scene.expectNothingHalfDone();
    expect(await scene.mirin.issues.get(2)).to.equal(null);
    expect(losses()).to.have.lengthOf(2);
    expect(scene.logged('redis.returned')).to.equal(1);
    expect(scene.logged('redis.restarted')).to.equal(1);
    const errors = scene.workerLog.filter(({ level }) => level === 'error').map(({ event }) => event);
    expect(errors).to.deep.equal(['redis.lost', 'redis.lost']);
  });
});
