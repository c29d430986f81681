/** A heartbeat thread that fails is replaced, not too fast, and stops when its client does. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { HeartbeatLink } from '../../src/client/heartbeat-link.ts';
import type { FromThread, HeartbeatOptions } from '../../src/client/heartbeat-messages.ts';
import type { Fence } from '../../queues/values.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { freshProject } from '../support/shared-redis.ts';
import { thisProcess } from '../support/this-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { leaseName } from '../../src/transitions/lease-subject.ts';

describe('the link to the heartbeat thread', () => {
  const failures: string[] = [];
  const messages: FromThread[] = [];
  let restarts = 0;
  let link: HeartbeatLink;
  let redis: TestRedis;

  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  beforeEach(() => {
    failures.splice(0);
    messages.splice(0);
    restarts = 0;
  });
  afterEach(() => link.stop());

  const options = (redisUrl: string, everyMs: number): HeartbeatOptions => ({
    redisUrl,
    project: freshProject(),
    everyMs,
    progressDeadlineMs: 0,
    record: thisProcess('bot~0123456789', 10_000),
  });

  const open = (redisUrl: string, everyMs = 1_000): HeartbeatLink =>
    new HeartbeatLink(options(redisUrl, everyMs), {
      message: (message) => messages.push(message),
      failed: (reason) => failures.push(reason),
      startedAgain: () => (restarts += 1),
    });

  it('starts a thread again that fails, with a pause in between, and says why it failed', async () => {
    link = open('redis://a-password-with/a-slash@host');
    const startedMs = performance.now();
    await waitFor('two restarts', () => restarts >= 2);
    expect(performance.now() - startedMs).to.be.above(900);
    expect(failures[0]).to.include('the Redis URL (REDIS_URL) is not a valid');
    await link.stop();
    const before = restarts;
    await link.stop();
    expect(restarts).to.equal(before);
  });

  it('registers a process again that Redis has forgotten, and brings its lease back', async () => {
    link = open(redis.url);
    const lease = { issue: 1, fence: '42' as Fence, taskType: 'misc', priority: 'normal' };
    link.post({ type: 'keep', lease });
    const beat = await waitFor('a heartbeat', () => messages.find((message) => message.type === 'beat'));
    expect(beat.renewed.map((renewed) => `${leaseName(renewed)} ${renewed.fence}`)).to.deep.equal(['1 42']);
    const fault = messages.find(({ type }) => type === 'fault');
    expect(fault).to.have.property('message').that.includes('it is registered again');
  });

  it('beats as soon as its connection is back', async () => {
    link = open(redis.url, 20_000);
    link.post({ type: 'keep', lease: { issue: 1, fence: '42' as Fence, taskType: 'misc', priority: 'normal' } });
    const admin = new Redis(redis.url);
    const id = await waitFor('the connection of the thread', async () => {
      const clients = String(await admin.client('LIST')).split('\n');
      return /^id=(\d+)/.exec(clients.find((line) => line.includes(' name=mirin-heartbeat:')) ?? '')?.[1];
    });
    const before = messages.length;
    await admin.client('KILL', 'ID', id);
    admin.disconnect();
    await waitFor('a beat, or a fault of one', () => messages.length > before, { withinMs: 10_000 });
  });
});
