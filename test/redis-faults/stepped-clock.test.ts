/** The clock of Redis is set forward and back: no beating holder is called dead, and the dead are found as soon as ever. */

import { type Job, Worker } from 'bullmq';
import { expect } from 'chai';
import { projectPrefix, QUEUE_NAMES } from '../../queues/names.ts';
import { QUEUE_POLICIES } from '../../queues/policies.ts';
import type { HolderChild } from '../support/live-project.ts';
import { describeWithSteppedClock, type SteppedRedis } from '../support/stepped-clock.ts';
import { waitFor } from '../support/wait-for.ts';
import { FaultScene } from './fault-scene.ts';

const HOUR_S = 3_600;
/** A lease of a holder that dies; also for how long after a step nobody is called dead. */
const SHORT_TTL_MS = 10_000;
const REQUESTS = QUEUE_NAMES.requests;

describeWithSteppedClock('a clock of Redis that steps', (start) => {
  let redis: SteppedRedis;
  let scene: FaultScene;
  let orphan: HolderChild;

  before(async () => {
    redis = await start();
    scene = await FaultScene.open(redis);
    orphan = await scene.project.connectInChild('orphan', { heartbeatTtlMs: SHORT_TTL_MS });
    await hide(orphan);
  });
  after(() => scene.close());

  /** Nobody probes its machine any more: only its deadline tells of its death. */
  async function hide({ processId }: HolderChild): Promise<void> {
    const { redis: connection, keys } = scene.project.store;
    const machine = await connection.hget(keys.process(processId).process, 'machine');
    expect(await connection.srem(keys.machine(machine ?? ''), processId)).to.equal(1);
  }

  /** As a worker leaves it that dies over a job: it is locked, and nobody works on it. */
  async function drawAndDie(): Promise<void> {
    const { project } = scene;
    const dying = new Worker(REQUESTS, null, {
      connection: project.redis,
      prefix: projectPrefix(project.name),
      autorun: false,
      lockDuration: QUEUE_POLICIES[REQUESTS].lockMs,
      skipVersionCheck: true,
    });
    dying.on('error', () => undefined);
    const draw = () => dying.getNextJob('a-worker-that-dies', { block: false });
    const job: Job | undefined = await waitFor('the request to lie in the queue', draw);
    expect(job?.name).to.equal('checkout');
    await dying.close(true);
  }

  async function expectNobodyHurt(): Promise<void> {
    await scene.expectToGoOn();
    expect(scene.logged('process.hung') + scene.logged('repair.requeued')).to.equal(0);
    const rival = await scene.project.connect('rival');
    expect(await rival.checkout(1)).to.include({ outcome: 'held', holder: scene.mirin.processId });
    await rival.close();
  }

  const steps: [title: string, aheadS: number, event: string][] = [
    ['10 s forward', 10, 'redis.stalled'],
    ['10 s back', 0, 'clock.jumped'],
    ['an hour forward', HOUR_S, 'redis.stalled'],
  ];
  for (const [title, aheadS, event] of steps) {
    it(`by ${title} is told, and does not cost a beating holder its lease`, async () => {
      const before = scene.logged(event);
      await redis.setClock(aheadS);
      await scene.untilLogged(event, before + 1);
      await expectNobodyHurt();
    });
  }

  it('by an hour back is told, and keeps nobody from finding a holder and a worker that died just before', async function () {
    this.timeout(120_000);
    const { project, mirin, worker } = scene;
    expect(await orphan.does({ do: 'checkout', issue: 5 })).to.include({ outcome: 'granted' });
    const jumps = scene.logged('clock.jumped');
    await worker.kill('SIGSTOP');
    await orphan.child.kill('SIGKILL');
    const asking = mirin.checkout(6, { timeoutMs: 60_000 });
    await drawAndDie();
    await redis.setClock(0);
    const steppedMs = performance.now();
    await worker.kill('SIGCONT');

    expect(await asking, 'the job of the dead worker').to.include({ outcome: 'granted' });
    const { previous } = await project.untilIssue(5, 'repaired', ({ status }) => status === 'pending', {
      withinMs: 60_000,
    });
    expect(previous).to.include({ ended: 'expired', processId: orphan.processId });
    expect(performance.now() - steppedMs, 'not while the step may excuse it').to.be.above(SHORT_TTL_MS / 2);
    expect(await project.processStatus(orphan.processId)).to.equal('dead');
    expect(scene.logged('clock.jumped')).to.equal(jumps + 1);
    await scene.expectToGoOn();
    await scene.expectNothingHalfDone();
  });
});
