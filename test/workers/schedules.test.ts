/** The scan for orphans is scheduled once, however many workers run, and again when Redis lost the schedule. */

import { expect } from 'chai';
import { openSharedQueues, type SharedQueues } from '../../src/enqueue/open-queues.ts';
import { SCAN_SCHEDULER } from '../../workers/schedules.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the schedule of scans', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let shared: SharedQueues;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    shared = openSharedQueues(project.redis);
  });
  afterEach(async () => {
    await project.end();
    await redis.stop();
  });

  const finishedScans = (): number => project.logged.filter(({ event }) => event === 'scan.finished').length;

  it('is there once with two workers, and each takes scans over from the other', async () => {
    const first = await project.work();
    await project.work();
    const schedulers = await shared.orphans.getJobSchedulers();
    expect(schedulers.map(({ key, every }) => ({ key, every }))).to.deep.equal([{ key: SCAN_SCHEDULER, every: 1_000 }]);
    expect(await shared.orphans.getDelayedCount()).to.equal(1);
    await first.stop();
    const before = finishedScans();
    await waitFor('two more scans', () => finishedScans() >= before + 2);
  });

  it('comes back when it was removed', async () => {
    await project.work();
    await shared.orphans.removeJobScheduler(SCAN_SCHEDULER);
    expect(await shared.orphans.getJobSchedulersCount()).to.equal(0);
    await waitFor('the schedule', async () => (await shared.orphans.getJobSchedulersCount()) === 1);
    const before = finishedScans();
    await waitFor('two more scans', () => finishedScans() >= before + 2);
  });

  it('goes on when its next run got lost', async () => {
    await project.work();
    await waitFor('a scan', () => finishedScans() > 0);
    const delayed = shared.orphans.toKey('delayed');
    await waitFor('the next run, which is lost then', async () => (await project.redis.del(delayed)) === 1);
    const before = finishedScans();
    await waitFor('two more scans', () => finishedScans() >= before + 2);
  });

  it('comes back when Redis lost everything', async () => {
    await project.work();
    await waitFor('a scan', () => finishedScans() > 0);
    await project.redis.flushall();
    const before = finishedScans();
    await waitFor('two more scans', () => finishedScans() >= before + 2);
    expect(await shared.orphans.getGlobalConcurrency()).to.equal(1);
  });
});
