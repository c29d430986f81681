/** Reads everything that a project has in Redis, to tell what a step changed. */

import type { Redis } from 'ioredis';
import { projectPrefix } from '../../queues/names.ts';

/** Key (without the project's prefix) → its value. */
export type ProjectDump = Record<string, unknown>;

/** All keys of the project but those that `without` names, as they are at one and the same moment. */
export async function dumpProject(
  redis: Redis,
  project: string,
  without: readonly string[] = [],
): Promise<ProjectDump> {
  const names = (await projectKeyNames(redis, project)).filter((name) => !without.includes(name));
  return readKeys(redis, project, names.toSorted());
}

/** The keys of the project that are named; one that is not there is left out. */
export async function readKeys(redis: Redis, project: string, names: readonly string[]): Promise<ProjectDump> {
  const prefix = `${projectPrefix(project)}:`;
  const entries = Object.entries(
    await readWhole(
      redis,
      names.map((name) => prefix + name),
    ),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** As {@link readKeys}, of whatever keys, under their full names. */
export async function readWhole(redis: Redis, keys: readonly string[]): Promise<ProjectDump> {
  if (keys.length === 0) return {};
  const values = JSON.parse((await redis.eval(READ_ALL, keys.length, ...keys)) as string) as unknown[];
  const entries = keys.map((key, index): [string, unknown] => [key, valueOf(values[index])]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
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

/** Type and content of each key; hashes, sorted sets and streams as the flat lists that Redis gives. */
const READ_ALL = `
local all = {}
for index, key in ipairs(KEYS) do
  local kind, content = redis.call('TYPE', key).ok, cjson.null
  if kind == 'string' then content = redis.call('GET', key) end
  if kind == 'hash' then content = redis.call('HGETALL', key) end
  if kind == 'set' then content = redis.call('SMEMBERS', key) end
  if kind == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if kind == 'list' then content = redis.call('LRANGE', key, 0, -1) end
  if kind == 'stream' then content = redis.call('XRANGE', key, '-', '+') end
  all[index] = { kind, content }
end
return cjson.encode(all)`;

/** As tests compare it; undefined where there is no such key. */
function valueOf(read: unknown): unknown {
  const [kind, content] = read as [string, unknown];
  if (kind === 'none') return undefined;
  if (kind === 'hash' || kind === 'zset') return fieldsOf(content as string[]);
  if (kind === 'set') return (content as string[]).toSorted();
  if (kind === 'stream') return (content as [string, string[]][]).map(([, fields]) => fieldsOf(fields));
  return content;
}

/** Names and values that Redis gives as a flat list. */
export function fieldsOf(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index] ?? ''] = flat[index + 1] ?? '';
  return fields;
}
