/** A worker that starts after a run of Redis which is known to have ended in order: nothing was lost, nobody waits. */

import { expect } from 'chai';
import { createLog } from '../../src/log/log.ts';
import { startWorkers } from '../../workers/start-workers.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a worker after a restart of Redis', () => {
  let redis: TestRedis;
  let project: LiveProject;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
  });
  afterEach(async () => {
    await project.end();
    await redis.stop();
  });

  const clock = (): Promise<Record<string, string>> => project.redis.hgetall(project.store.keys.own.clock);

  /** Works once with this word on the run before, until the new run is known; the gaps that were found. */
  async function gapsAfterRestart(endedRunId: string | undefined): Promise<string> {
    const { runId: former = '' } = await clock();
    await redis.restart();
    const log = createLog({ level: 'silent' });
    const workers = await startWorkers(project.settings(), redis.url, log, endedRunId);
    await waitFor('the new run to be known', async () => (await clock())['runId'] !== former);
    await workers.stop();
    return (await clock())['gaps'] ?? '';
  }

  it('finds a gap, unless it was told that the run before had ended in order', async () => {
    const workers = await project.work();
    await waitFor('a tick', async () => (await clock())['runId'] !== undefined);
    await workers.stop();
    expect(await gapsAfterRestart((await clock())['runId'])).to.not.include(':restart;');
    expect(await gapsAfterRestart(undefined)).to.include(':restart;');
  });
});
