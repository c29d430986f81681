/** Brings the private Redis back while `mirin up` runs, should it die: on the same port, with the same data. */

import type { Log } from '../../src/log/log.ts';
import { findRedis, type FindRedisOptions, type FoundRedis } from '../../src/private-redis/find-redis.ts';
import { probeRedis } from '../../src/redis/probe.ts';
import { every } from '../../workers/every.ts';

const LOOK_EVERY_MS = 2_000;
const STOP_WITHIN_MS = 5_000;

/** A Redis that is looked after until it is left; a given one is its operator's to look after. */
export async function keepRedis(options: FindRedisOptions, log: Log): Promise<FoundRedis> {
  const first = await findRedis(options);
  if (first.source === 'given') return first;
  // Each is one entry in the list of the server's users, and is taken out by itself.
  const found = [first];
  let { url } = first;
  let refusal: string | undefined;
  const watch = every(
    LOOK_EVERY_MS,
    async () => {
      if (await isServing(url)) return;
      const revived = await findRedis(options);
      found.push(revived);
      url = revived.url;
      refusal = undefined;
      log.event('redis.started', { redis: revived.source });
    },
    (error) => {
      // Tried again every few seconds, but told once.
      if (String(error) !== refusal) log.event('redis.refused', {}, error);
      refusal = String(error);
    },
  );
  return {
    ...first,
    stop: async () => {
      await watch.stop(STOP_WITHIN_MS);
      for (const redis of found) await redis.stop();
    },
  };
}

const isServing = (url: string): Promise<boolean> =>
  probeRedis(url).then(
    () => true,
    () => false,
  );
