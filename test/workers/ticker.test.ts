/** The ticks of a worker: once a second, also while nothing else happens. */

import { expect } from 'chai';
import { SHARED_KEYS } from '../../src/redis/keys.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the ticks of a worker', () => {
  let redis: TestRedis;
  let project: LiveProject;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    // The one scan is that of the start.
    await project.work({ scanEveryMs: 3_600_000 });
    await waitFor('the scan', () => project.logged.some(({ event }) => event === 'scan.finished'));
  });
  afterEach(async () => {
    await project.end();
    await redis.stop();
  });

  const lastTick = (): Promise<string | null> => project.redis.hget(project.store.keys.own.clock, 'tick');

  async function untilTick(): Promise<void> {
    const before = await lastTick();
    await waitFor('a tick', async () => (await lastTick()) !== before);
  }

  it('go on while nothing else happens, and show that it lives', async () => {
    await untilTick();
    await untilTick();
    expect(await project.redis.zcard(SHARED_KEYS.workers)).to.equal(1);
    expect(await project.redis.hget(SHARED_KEYS.projects, project.name)).to.equal(project.name);
  });
});
