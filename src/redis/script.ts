/** Loads a Lua script: its header names its keys and arguments, and becomes the binding, the type check, the includes. */

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BugError } from '../errors.ts';
import { toRedisFault } from './faults.ts';
import { readHeader, type ScriptHeader } from './script-header.ts';

/** Major version of the keys; a script refuses to touch another. */
export const KEY_SCHEMA = '1';

/** While this key exists, scripts take the time that a test gives them. */
export const TEST_CLOCK_KEY = 'mirin:test-clock';

/** Values for a script's header: one each, or a list for `@keys` and `@args`. */
export type ScriptValues = Readonly<Record<string, string | number | readonly (string | number)[] | undefined>>;

export interface Script {
  /** Runs it by its hash, and by its text where Redis has forgotten it. @throws MirinError for every fault. */
  run(redis: Redis, keys: ScriptValues, args: ScriptValues): Promise<unknown>;
}

/** Defines the script at `url`, a `.lua` file beside its typed wrapper. */
export function defineScript(url: URL): Script {
  const header = readHeader(url);
  const text = toLua(header);
  const sha = createHash('sha1').update(text).digest('hex');
  return {
    run: async (redis, keys, args) => {
      const values = [...pick(header, 'keys', keys), ...pick(header, 'args', args)];
      const keyCount = countOf(header, keys);
      try {
        return await redis.evalsha(sha, keyCount, ...values).catch((error: unknown) => {
          if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
            return redis.eval(text, keyCount, ...values);
          throw error;
        });
      } catch (error) {
        throw toRedisFault(error, header.name);
      }
    },
  };
}

function countOf(header: ScriptHeader, keys: ScriptValues): number {
  const many = header.keyList === undefined ? [] : keys[header.keyList.name];
  return header.keys.length + (Array.isArray(many) ? many.length : 0);
}

/** The values in the header's order; a missing one is our own fault. */
function pick(header: ScriptHeader, what: 'keys' | 'args', values: ScriptValues): string[] {
  const names = what === 'keys' ? header.keys.map((key) => key.name) : header.args;
  const single = names.map((name) => {
    const value = values[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    throw new BugError(`${header.name}.lua needs ${what} "${name}", got ${typeof value}`);
  });
  const listName = what === 'keys' ? header.keyList?.name : header.argList;
  const list = listName === undefined ? [] : values[listName];
  if (!Array.isArray(list)) throw new BugError(`${header.name}.lua needs a list "${listName}"`);
  return [...single, ...list.map(String)];
}

/** Binding and checks first, then the includes, then the body. */
function toLua(header: ScriptHeader): string {
  const { keys, keyList, args, argList } = header;
  const keyNames = keys.map((key, index) => `${key.name} = KEYS[${index + 1}]`);
  const argNames = args.map((name, index) => `${name} = ARGV[${index + 1}]`);
  if (keyList) keyNames.push(`${keyList.name} = { unpack(KEYS, ${keys.length + 1}) }`);
  if (argList) argNames.push(`${argList} = { unpack(ARGV, ${args.length + 1}) }`);
  return [
    `local key = { ${keyNames.join(', ')} }`,
    `local arg = { ${argNames.join(', ')} }`,
    `local types, list_type = { ${keys.map(({ type }) => `'${type}'`).join(', ')} }, '${keyList?.type ?? 'none'}'`,
    `local KEY_SCHEMA = '${KEY_SCHEMA}'`,
    CHECKS,
    ...header.includes,
    header.body,
  ].join('\n');
}

/** Everything is checked before the first write, since Redis rolls nothing back. */
const CHECKS = `
if (arg.now or '') ~= '' and redis.call('EXISTS', '${TEST_CLOCK_KEY}') == 0 then
  return redis.error_reply('MIRIN_REQUEST_INVALID now: only tests may set the time')
end
for index, name in ipairs(KEYS) do
  local wanted, found = types[index] or list_type, redis.call('TYPE', name).ok
  if wanted ~= 'channel' and found ~= 'none' and found ~= wanted then
    return redis.error_reply('MIRIN_STATE_CORRUPT key ' .. name .. ': expected a ' .. wanted .. ', found a ' .. found)
  end
end
local schema = redis.call('GET', key.schema)
if schema and schema ~= KEY_SCHEMA then
  return redis.error_reply('MIRIN_SCHEMA_UNSUPPORTED key ' .. key.schema .. ': expected version ' .. KEY_SCHEMA .. ', found ' .. schema)
end
if not schema then redis.call('SET', key.schema, KEY_SCHEMA) end
`;
