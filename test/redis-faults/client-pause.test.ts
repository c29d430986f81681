/** CLIENT PAUSE, of writes and of everything: whoever waits is answered afterwards, and no holder is called dead. */

import { expect } from 'chai';
import { startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { FaultScene } from './fault-scene.ts';

/** Long enough to count as a gap. */
const PAUSE_MS = 4_500;

describe('CLIENT PAUSE', () => {
  let scene: FaultScene;

  before(async () => {
    scene = await FaultScene.open(await startRedis());
  });
  after(() => scene.close());
  beforeEach(() => scene.forgetLogs());

  for (const [round, mode] of ['WRITE', 'ALL'].entries()) {
    it(`${mode} holds requests up, and loses none of them`, async () => {
      const { mirin, project } = scene;
      await project.redis.call('CLIENT', 'PAUSE', PAUSE_MS, mode);
      const pausedMs = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => mirin.checkout(100 * (round + 1) + index)),
      );
      expect(performance.now() - pausedMs).to.be.above(PAUSE_MS / 2);
      expect(answers.filter(({ outcome }) => outcome !== 'granted')).to.deep.equal([]);
      await scene.untilLogged('redis.stalled');
      await scene.expectToGoOn();
      expect(scene.logged('process.hung')).to.equal(0);
      const errors = scene.workerLog.filter(({ level }) => level === 'error');
      expect(errors.filter(({ event }) => event !== 'redis.lost')).to.deep.equal([]);
      await waitFor('heartbeats to have come back', () =>
        scene.programLog.some(({ event }) => event === 'heartbeat.resumed'),
      );
      await scene.expectNothingHalfDone();
    });
  }
});
