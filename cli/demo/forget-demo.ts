/** Empties the demo's own Redis, so that each demo begins at its beginning. */

import { connectCaller, whenReady } from '../../src/redis/connect.ts';

const READY_WITHIN_MS = 5_000;

/** Only ever called on the Redis in the demo's own folder, never on one that was given. */
export async function forgetDemo(redisUrl: string): Promise<void> {
  const redis = connectCaller({ url: redisUrl, name: 'mirin-demo', commandTimeoutMs: READY_WITHIN_MS });
  try {
    await whenReady(redis, READY_WITHIN_MS);
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
