/** How a client counts time: its own limits, and Redis's clock from below and from above. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { ProcessId } from '../../queues/values.ts';
import type { ClientContext } from '../../src/client/client-context.ts';
import { Deadline, pause, within } from '../../src/client/deadline.ts';
import { monotonicMs, RedisClock } from '../../src/client/redis-clock.ts';
import { checkoutRequest, withdrawalMs } from '../../src/client/requests.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a client’s time', () => {
  /** Those of other tests may end meanwhile. */
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

  it('ends a pause when any of its signals aborts, and leaves neither timer nor listener', async () => {
    await pause(0);
    const before = timers();
    const [early, late] = [new AbortController(), new AbortController()];
    const pausing = pause(60_000, early.signal, late.signal);
    early.abort();
    await pausing;
    late.abort();
    await pause(60_000, late.signal);
    expect(timers()).to.be.at.most(before);
  });

  it('gives what comes in time, undefined what does not, and passes a failure on, without a timer left', async () => {
    await pause(0);
    const before = timers();
    expect(await within(60_000, Promise.resolve('in time'))).to.equal('in time');
    expect(await within(1, new Promise(() => undefined))).to.equal(undefined);
    const failed: unknown = await within(60_000, Promise.reject(new Error('no'))).catch((error: unknown) => error);
    expect(failed).to.have.property('message', 'no');
    expect(timers()).to.be.at.most(before);
  });

  it('counts down to 0 and no further', async () => {
    expect(new Deadline(60_000).leftMs).to.be.within(1, 60_000);
    const deadline = new Deadline(5);
    await waitFor('the deadline', () => deadline.isOver);
    expect(deadline.leftMs).to.equal(0);
  });

  it('keeps a fifth of a request’s time for its withdrawal, but no more than a second', () => {
    expect([100, 1_000, 5_000, 60_000].map(withdrawalMs)).to.deep.equal([20, 200, 1_000, 1_000]);
  });

  it('lets nothing be granted in the time that is kept for a withdrawal', async () => {
    const redis = new Redis((await sharedRedis()).url);
    const clock = await RedisClock.of(redis);
    redis.disconnect();
    const context = { settings: settingsSchema.parse({}), clock } as ClientContext;
    const asker = { processId: 'bot~01234567' as ProcessId, ttlMs: 90_000 };
    const earliestMs = Math.floor(clock.earliestMs);
    const { request } = checkoutRequest(context, asker, 1, { timeoutMs: 5_000 });
    expect(request.deadlineMs).to.be.within(earliestMs + 4_000, clock.earliestMs + 4_000);
  });

  it('estimates Redis’s clock from below and from above', async () => {
    const { url } = await sharedRedis();
    const redis = new Redis(url);
    const clock = await RedisClock.of(redis);
    const earliest = clock.earliestMs;
    const [seconds, microseconds] = await redis.time();
    const trueMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    expect(earliest).to.be.at.most(trueMs + 1);
    expect(clock.latestMs).to.be.at.least(trueMs - 1);
    const at = monotonicMs();
    clock.note({ redisMs: 1_000_000, sentAtMs: at - 300, arrivedAtMs: at - 100 });
    expect(clock.earliestMs).to.be.within(1_000_100, 1_000_200);
    expect(clock.latestMs - clock.earliestMs).to.be.within(200, 202);
    redis.disconnect();
  });
});
