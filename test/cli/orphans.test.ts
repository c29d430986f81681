/** Tests of `mirin orphans`: what it lists, and what it says of each repair that it asks for. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { projectSchema } from '../../queues/project.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { createLog } from '../../src/log/log.ts';
import { type RunningWorkers, startWorkers } from '../../workers/start-workers.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin orphans', () => {
  let server: TestRedis;
  let driven: DrivenProject;
  let worker: RunningWorkers | undefined;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    server = await startRedis();
    driven = new DrivenProject(new Redis(server.url));
    env = { REDIS_URL: server.url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
    driven.close();
    await server.stop();
  });

  const outcomesIn = (json: Record<string, unknown>): string[] =>
    (json['repairs'] as { issue: number; outcome: string }[]).map(({ issue, outcome }) => `${issue} ${outcome}`);
  const runOut = async (issue: number, forMs: number): Promise<void> => {
    await driven.redis.zadd(driven.store.keys.own.leases, Date.now() - forMs, issue);
  };
  const statusOf = async (issue: number) => driven.redis.hget(driven.store.keys.issue(issue).issue, 'status');

  it('has each looked at by a worker, and says which were repaired and which are left alone', async () => {
    worker = await startIdleWorker(driven, server.url);
    const dead = await driven.register('dead');
    await driven.take(1, await driven.register('gone', { liveness: 'ttl', machineId: '' }));
    await driven.take(2, await driven.register('silent'));
    await driven.take(3, await driven.register('alive'));
    await driven.take(4, dead);
    await driven.redis.hset(driven.store.keys.process(dead).process, 'status', 'dead');
    await runOut(1, 2_000);
    await runOut(2, 1_000);

    const listed = (await mirinJson(['orphans'], { env })).json['orphans'] as { issue: number; cause: string }[];
    expect(listed.map(({ issue, cause }) => `${issue} ${cause}`)).to.deep.equal(['1 expired', '2 expired', '4 dead']);

    const { code, json } = await mirinJson(['orphans', '--repair'], {
      env: { ...env, MIRIN_REQUEST_TIMEOUT_MS: '20s' },
    });
    expect(outcomesIn(json)).to.deep.equal(['1 repaired', '2 alive', '4 repaired']);
    expect(code).to.equal(0);
    const statuses = await Promise.all([1, 2, 3, 4].map(statusOf));
    expect(statuses).to.deep.equal(['pending', 'processing', 'processing', 'pending']);

    const { stdout } = await mirin(['orphans', '--repair'], { env: { ...env, MIRIN_REQUEST_TIMEOUT_MS: '20s' } });
    expect(stdout).to.match(/^#2 is left to silent~\S+ until .*: it may still live\n$/);
  });

  it('says that a repair waits where no worker looks at it, with exit code 75', async () => {
    await driven.take(1, await driven.register('gone', { liveness: 'ttl', machineId: '' }));
    await runOut(1, 1_000);
    const { code, json } = await mirinJson(['orphans', '--repair'], {
      env: { ...env, MIRIN_REQUEST_TIMEOUT_MS: '300' },
    });
    expect({ code, outcomes: outcomesIn(json) }).to.deep.equal({ code: 75, outcomes: ['1 waiting'] });
    expect(await statusOf(1)).to.equal('processing');
  });
});

/** One whose only scan is over, so that all further repairs are those that were asked for. */
async function startIdleWorker({ store }: DrivenProject, redisUrl: string): Promise<RunningWorkers> {
  const settings = settingsSchema.parse({ scanEveryMs: 3_600_000, probeEveryMs: 60_000 });
  const projects = [projectSchema.parse(store.keys.project)];
  const worker = await startWorkers({ ...settings, projects }, redisUrl, createLog({ level: 'silent' }));
  await waitFor('the first scan to end', async (saw) => {
    const counts = await worker.context.shared.orphans.getJobCounts('completed', 'active', 'waiting', 'prioritized');
    saw(counts);
    return (counts['completed'] ?? 0) > 0;
  });
  return worker;
}
