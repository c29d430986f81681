/** Defines a Lua script whose header names its keys and arguments, and runs it: for one call, or many in one step. */

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BugError } from '../errors.ts';
import { toRedisFault } from './faults.ts';
import { readHeader, type ScriptHeader } from './script-header.ts';
import { luaForMany, luaForOne } from './script-text.ts';
import type { Settled } from './settled.ts';

/** Values for a script's header: one each, or a list for `@keys` and `@args`. */
export type ScriptValues = Readonly<Record<string, string | number | readonly (string | number)[] | undefined>>;

/** One of many calls of a script, and how its reply is read. */
export interface ScriptCall<T> {
  keys: ScriptValues;
  args: ScriptValues;
  read: (reply: unknown) => T;
}

export interface Script {
  /** Runs it by its hash, and by its text where Redis has forgotten it. @throws MirinError for every fault. */
  run(redis: Redis, keys: ScriptValues, args: ScriptValues): Promise<unknown>;
  /**
   * Runs it for each call, one after the other, in one atomic step. Not for scripts with lists.
   * @throws MirinError for a fault of the whole step, after which none or all of it may have happened
   */
  runAll<T>(redis: Redis, calls: readonly ScriptCall<T>[]): Promise<Settled<T>[]>;
}

/** Defines the script at `url`, a `.lua` file beside its typed wrapper. */
export function defineScript(url: URL): Script {
  const header = readHeader(url);
  const one = program(luaForOne(header), header.name);
  const many = program(luaForMany(header), header.name);
  return {
    run: async (redis, keys, args) => one(redis, bind(header, { keys, args })),
    runAll: async (redis, calls) => {
      const replies = (await many(redis, sharingKeys(calls.map((call) => bind(header, call))))) as unknown[];
      return calls.map(({ read }, place) => settle(header.name, replies[place], read));
    },
  };
}

/** A reply is `done` and what the script returned, or `fault` and a message. */
function settle<T>(name: string, reply: unknown, read: (reply: unknown) => T): Settled<T> {
  const [tag, value] = reply as [string, unknown];
  try {
    return tag === 'done' ? { reply: read(value) } : { fault: toRedisFault(value, name) };
  } catch (error) {
    return { fault: toRedisFault(error, name) };
  }
}

type Program = (redis: Redis, bound: Bound) => Promise<unknown>;

function program(text: string, name: string): Program {
  const sha = createHash('sha1').update(text).digest('hex');
  return async (redis, { keys, args }) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
        if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
          return redis.eval(text, keys.length, ...keys, ...args);
        throw error;
      });
    } catch (error) {
      throw toRedisFault(error, name);
    }
  };
}

interface Bound {
  keys: string[];
  args: string[];
}

const bind = (header: ScriptHeader, { keys, args }: Pick<ScriptCall<unknown>, 'keys' | 'args'>): Bound => ({
  keys: pick(header, 'keys', keys),
  args: pick(header, 'args', args),
});

/** Each key once; the arguments of each call begin with the places of its keys, in one text. */
function sharingKeys(calls: readonly Bound[]): Bound {
  const places = new Map<string, number>();
  const placeOf = (key: string): number => {
    const place = places.get(key) ?? places.size + 1;
    places.set(key, place);
    return place;
  };
  const args = calls.flatMap((call) => [call.keys.map(placeOf).join(' '), ...call.args]);
  return { keys: [...places.keys()], args };
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
