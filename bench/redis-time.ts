/** Reads what Redis itself says of the time that its commands took. */

import type { Redis } from 'ioredis';

export interface CommandTime {
  calls: number;
  us: number;
}

/** What `run` made Redis do, by command; what others do meanwhile counts too. */
export async function commandTimes(redis: Redis, run: () => Promise<unknown>): Promise<Map<string, CommandTime>> {
  await redis.config('RESETSTAT');
  await run();
  const text = await redis.info('commandstats');
  const lines = text.matchAll(/^cmdstat_(\S+?):calls=(\d+),usec=(\d+)/gm);
  return new Map(Array.from(lines, ([, name = '', calls, us]) => [name, { calls: Number(calls), us: Number(us) }]));
}

/** Microseconds of the named commands together. */
export const sumUs = (times: ReadonlyMap<string, CommandTime>, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (times.get(name)?.us ?? 0), 0);
