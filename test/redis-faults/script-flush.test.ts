/** SCRIPT FLUSH, again and again: requests, heartbeats, scans and BullMQ's own scripts load their text again. */

import { expect } from 'chai';
import { startRedis } from '../support/redis-server.ts';
import { FaultScene } from './fault-scene.ts';

const REQUESTS = 100;
const FLUSH_EVERY_MS = 5;

describe('SCRIPT FLUSH', () => {
  let scene: FaultScene;

  before(async () => {
    scene = await FaultScene.open(await startRedis());
  });
  after(() => scene.close());

  it('every few ms fails no request, no heartbeat and no scan', async () => {
    const { mirin, project, worker } = scene;
    let flushes = 0;
    const flusher = project.redis.duplicate();
    const flush = (): void => void flusher.script('FLUSH').then(() => (flushes += 1));
    const timer = setInterval(flush, FLUSH_EVERY_MS);
    try {
      const outcomes = await Promise.all(
        Array.from({ length: REQUESTS }, async (_, index) => {
          const got = await mirin.checkout(100 + index);
          return got.outcome === 'granted' ? (await got.lease.checkin('completed')).outcome : got.outcome;
        }),
      );
      expect(outcomes.filter((outcome) => outcome !== 'committed')).to.deep.equal([]);
      await scene.expectToGoOn();
    } finally {
      clearInterval(timer);
      flusher.disconnect();
    }
    expect(flushes).to.be.above(50);
    const faults = scene.workerLog.filter(({ level }) => level === 'error' || level === 'warn');
    expect(faults.map(({ event, error }) => `${String(event)} ${error?.message}`)).to.deep.equal([]);
    expect(scene.programLog.filter(({ level }) => level === 'warn')).to.deep.equal([]);
    expect(worker.otherOutput).to.equal('');
    await scene.expectNothingHalfDone();
  });
});
