/** Forgets processes that ended long ago, so that their records don't pile up. */

import { forgetProcess } from '../src/transitions/forget-process.ts';
import type { Site } from './site.ts';

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_KEPT = 10_000;
const AT_MOST = 200;

/** Removes at most so many of the oldest that are past their time or beyond the limit; the living and whoever holds an issue are kept. */
export async function forgetOldProcesses({ store }: Site): Promise<number> {
  const { redis, keys } = store;
  const index = keys.own.processes;
  const [[seconds], count] = await Promise.all([redis.time(), redis.zcard(index)]);
  const beyond = Math.min(Math.max(0, count - MOST_KEPT), AT_MOST);
  const oldest = await redis.zrange(index, 0, String(AT_MOST - 1), 'WITHSCORES');
  const agedBeforeMs = Number(seconds) * 1000 - KEPT_MS;
  let forgotten = 0;
  for (let at = 0; at + 1 < oldest.length; at += 2) {
    const [processId = '', lastSeen = ''] = oldest.slice(at, at + 2);
    if (at / 2 >= beyond && Number(lastSeen) >= agedBeforeMs) break;
    const machineId = (await redis.hget(keys.process(processId).process, 'machine')) ?? '';
    if (await forgetProcess(store, { processId, machineId, lastSeen })) forgotten += 1;
  }
  return forgotten;
}
