/** Stories of single issues, drawn at random: however GitHub, people and workers behave, in the end the labels tell the state. */

import { Redis } from 'ioredis';
import { campaignSeed } from '../history/seed.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { playAll } from './campaign.ts';

const STORIES = 300;

describe('labels on GitHub', function () {
  this.timeout(600_000);
  let redis: Redis;

  before(async () => {
    redis = new Redis((await sharedRedis()).url);
    await redis.set('mirin:test-clock', '1');
  });
  after(() => redis.disconnect());

  it('tell the state in the end, whatever GitHub answers, people do and workers die of', () =>
    playAll(redis, STORIES, campaignSeed()));
});
