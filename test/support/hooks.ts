/** What mocha does around the whole run (`require` of .mocharc.json). */

import { stopSharedRedis } from './shared-redis.ts';

export const mochaHooks = {
  afterAll: stopSharedRedis,
};
