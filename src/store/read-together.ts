/** Reads several keys as they stood at one moment, in one round trip; keys of another version are refused. */

import type { Redis } from 'ioredis';
import { BugError } from '../errors.ts';
import { toRedisFault } from '../redis/faults.ts';
import { isOtherSchema, otherSchema } from '../redis/schema.ts';

/** A command that only reads: its name, its key, more arguments. */
export type Read = readonly [command: string, key: string, ...more: (string | number)[]];

/** The connection, and the key that holds the version of those that are read. */
export interface VersionedKeys {
  readonly redis: Redis;
  readonly keys: { readonly own: { readonly schema: string } };
}

/** The replies in the order of `reads`. @throws MirinError, `MIRIN_STATE_CORRUPT` where a key has another type. */
export async function readTogether(
  { redis, keys }: VersionedKeys,
  reads: readonly Read[],
  what: string,
): Promise<unknown[]> {
  if (reads.length === 0) return [];
  const { schema } = keys.own;
  const [first, ...replies] = await exec(redis, [['get', schema], ...reads], what);
  if (isOtherSchema(first?.[1])) throw otherSchema(schema, first?.[1]);
  return replies.map(([error, reply], index) => {
    if (error !== null) throw toRedisFault(error, `key ${reads[index]?.[1]}`);
    return reply;
  });
}

type Reply = [error: Error | null, reply: unknown];

async function exec(redis: Redis, reads: readonly Read[], what: string): Promise<Reply[]> {
  const replies = await redis
    .multi(reads.map((read) => [...read]))
    .exec()
    .catch((error: unknown) => {
      throw toRedisFault(error, what);
    });
  if (replies?.length !== reads.length)
    throw new BugError(`${what}: ${reads.length} reads, ${replies?.length} replies`);
  return replies;
}
