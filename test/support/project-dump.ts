/** Reads everything that a project has in Redis, to tell what a step changed. */

import type { Redis } from 'ioredis';
import { projectPrefix } from '../../queues/names.ts';

/** Key (without the project's prefix) → its value. */
export type ProjectDump = Record<string, unknown>;

/** All keys of the project but those that `without` names. */
export async function dumpProject(
  redis: Redis,
  project: string,
  without: readonly string[] = [],
): Promise<ProjectDump> {
  const names = (await projectKeyNames(redis, project)).filter((name) => !without.includes(name)).toSorted();
  const values = await Promise.all(names.map((name) => readAny(redis, `${projectPrefix(project)}:${name}`)));
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** Names of the project's keys, without their prefix. */
export async function projectKeyNames(redis: Redis, project: string): Promise<string[]> {
  const prefix = `${projectPrefix(project)}:`;
  const names = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1_000);
    for (const key of found) names.add(key.slice(prefix.length));
    cursor = next;
  } while (cursor !== '0');
  return [...names];
}

async function readAny(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'set':
      return (await redis.smembers(key)).toSorted();
    case 'zset':
      return fieldsOf(await redis.zrangebyscore(key, '-inf', '+inf', 'WITHSCORES'));
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'stream':
      return (await redis.xrange(key, '-', '+')).map(([, fields]) => fieldsOf(fields));
    default:
      return undefined;
  }
}

/** Names and values that Redis gives as a flat list. */
export function fieldsOf(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index] ?? ''] = flat[index + 1] ?? '';
  return fields;
}
