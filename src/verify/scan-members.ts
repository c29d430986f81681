/** Goes through keys and through the members of indexes, a portion at a time. */

import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';

const PORTION = 1_000;

/** Every key of the project, without its prefix; some may come twice. */
export async function* projectKeyNames({ redis }: ProjectStore, prefix: string): AsyncGenerator<string> {
  for await (const keys of portions(redis.scanStream({ match: `${prefix}:*`, count: PORTION }), `keys of ${prefix}`)) {
    for (const key of keys) yield key.slice(prefix.length + 1);
  }
}

/** Every member of a set; some may come twice. */
export async function* membersOfSet({ redis }: ProjectStore, key: string): AsyncGenerator<string> {
  for await (const members of portions(redis.sscanStream(key, { count: PORTION }), `key ${key}`)) yield* members;
}

/** Every member of a sorted set; some may come twice. */
export async function* membersOfSortedSet({ redis }: ProjectStore, key: string): AsyncGenerator<string> {
  for await (const flat of portions(redis.zscanStream(key, { count: PORTION }), `key ${key}`)) {
    for (let index = 0; index < flat.length; index += 2) yield flat[index] ?? '';
  }
}

async function* portions(scan: AsyncIterable<unknown>, what: string): AsyncGenerator<string[]> {
  try {
    for await (const portion of scan) yield portion as string[];
  } catch (error) {
    throw toRedisFault(error, what);
  }
}
