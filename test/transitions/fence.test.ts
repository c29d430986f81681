/** Fences: strictly increasing decimal text, whatever the clock does. */

import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { fenceSchema, type Fence, type ProcessId } from '../../queues/values.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { release } from '../../src/transitions/release.ts';
import { rejection } from '../support/rejection.ts';
import { freshProject } from '../support/shared-redis.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const timeUs = async (redis: Redis): Promise<number> => {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000_000 + Number(microseconds);
};

describe('fences', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const nextFence = async (issue: number): Promise<Fence> => (await project.take(issue, bot)).fence;

  it('are the time in microseconds, as text that is never in exponent form', async () => {
    const fence = await nextFence(1);
    expect(fence).to.equal('1800000000000000');
    expect(fenceSchema.safeParse(fence).success).to.equal(true);
    expect(await project.redis.get(project.keys.own.fence)).to.equal(fence);
  });

  it("are Redis's own clock where no test sets the time", async () => {
    const { redis } = project;
    const store = projectStore(redis, freshProject());
    const before = await timeUs(redis);
    await redis.copy(project.keys.process(bot).process, store.keys.process(bot).process);
    const request = project.checkoutRequest(1, bot, { deadlineMs: Date.now() + 60_000 });
    const { outcome } = await checkout(store, request, project.rules);
    const after = await timeUs(redis);
    if (outcome.outcome !== 'granted') throw new Error(outcome.outcome);
    expect(Number(outcome.fence)).to.be.within(before, after);
    expect(outcome.expiresAtMs).to.equal(Math.floor(Number(outcome.fence) / 1_000) + outcome.ttlMs);
  });

  it('go up by one while the clock stands still', async () => {
    expect([await nextFence(1), await nextFence(2), await nextFence(3)]).to.deep.equal([
      '1800000000000000',
      '1800000000000001',
      '1800000000000002',
    ]);
  });

  it('go up by one when the clock steps back', async () => {
    await nextFence(1);
    project.standAt(T0 - 86_400_000);
    expect(await nextFence(2)).to.equal('1800000000000001');
  });

  it('follow the clock again once it has caught up', async () => {
    await nextFence(1);
    await project.pass(1);
    expect(await nextFence(2)).to.equal('1800000000001000');
  });

  it('go on above a highest fence that is larger than any double prints in full', async () => {
    await project.redis.set(project.keys.own.fence, '9007199254740989');
    expect(await nextFence(1)).to.equal('9007199254740990');
    expect(await nextFence(2)).to.equal('9007199254740991');
  });

  it('outlive every lease and every record', async () => {
    const lease = await project.take(1, bot);
    await release(project.store, 1, { by: 'operator' });
    expect(await project.redis.get(project.keys.own.fence)).to.equal(lease.fence);
    expect(await project.issue(1)).to.include({ fence: lease.fence });
    expect(await nextFence(1)).to.equal('1800000000000001');
  });

  for (const wrong of ['9007199254740991', '9007199254740992', '0x10', '1e15', ' 16', '-1', 'abc', '']) {
    it(`are not drawn from a highest fence of "${wrong}", and the issue stays as it is`, async () => {
      await project.redis.set(project.keys.own.fence, wrong);
      const before = await project.dump();
      const fault = await rejection(project.take(1, bot));
      expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
      expect(fault.message).to.equal(`key ${project.keys.own.fence}: expected a number below 2^53 - 1, found ${wrong}`);
      expect(await project.dump()).to.deep.equal(before);
      await project.redis.del(project.keys.own.fence);
    });
  }
});
