/** Forgets processes that ended long ago, so that their records don't pile up. */

import { endProcess } from '../src/transitions/end-process.ts';
import { forgetProcess } from '../src/transitions/forget-process.ts';
import type { Site } from './site.ts';

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_KEPT = 10_000;
const AT_MOST = 200;

/** Removes at most so many of the oldest that are past their time or beyond the limit; whoever holds an issue is kept. */
export async function forgetOldProcesses(site: Site): Promise<number> {
  const { redis, keys } = site.store;
  const index = keys.own.processes;
  const [[seconds], count] = await Promise.all([redis.time(), redis.zcard(index)]);
  const beyond = Math.min(Math.max(0, count - MOST_KEPT), AT_MOST);
  const oldest = await redis.zrange(index, 0, String(AT_MOST - 1), 'WITHSCORES');
  const agedBeforeMs = Number(seconds) * 1000 - KEPT_MS;
  let forgotten = 0;
  for (let at = 0; at + 1 < oldest.length; at += 2) {
    const [processId = '', lastSeen = ''] = oldest.slice(at, at + 2);
    const isAged = Number(lastSeen) < agedBeforeMs;
    if (at / 2 >= beyond && !isAged) break;
    if (await forget(site, processId, lastSeen, isAged)) forgotten += 1;
  }
  return forgotten;
}

/** One that nobody has heard of for so long has ended, though no worker on its machine saw it die. */
async function forget({ store }: Site, processId: string, lastSeen: string, isAged: boolean): Promise<boolean> {
  const machineId = (await store.redis.hget(store.keys.process(processId).process, 'machine')) ?? '';
  if (isAged) await endProcess(store, { processId, machineId }, 'dead');
  return forgetProcess(store, { processId, machineId, lastSeen });
}
