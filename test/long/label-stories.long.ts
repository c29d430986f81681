/** Plays five thousand stories of labels; `MIRIN_TEST_SEED` repeats a campaign. */

import { Redis } from 'ioredis';
import { campaignSeed } from '../history/seed.ts';
import { playAll } from '../label-stories/campaign.ts';
import { sharedRedis } from '../support/shared-redis.ts';

const STORIES = 5_000;

describe('labels on GitHub, for long', function () {
  this.timeout(3 * 3_600_000);
  let redis: Redis;

  before(async () => {
    redis = new Redis((await sharedRedis()).url);
    await redis.set('mirin:test-clock', '1');
  });
  after(() => redis.disconnect());

  it('tell the state in the end of thousands of stories', async () => {
    const seed = campaignSeed();
    // oxlint-disable-next-line no-console
    console.log(`seed ${seed}, ${STORIES} stories`);
    await playAll(redis, STORIES, seed);
  });
});
