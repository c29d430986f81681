/** Reads what the gate knows of every GitHub account that was used within the last day. */

import type { Redis } from 'ioredis';
import { accountKeys, SHARED_KEYS } from '../redis/keys.ts';
import { type AccountRecord, accountRecord } from './account-record.ts';
import { HashFields } from './hash-fields.ts';
import { readTogether } from './read-together.ts';
import { redisTimeMs } from './redis-time.ts';

/** In the order of their ids. */
export async function readAccounts(redis: Redis): Promise<AccountRecord[]> {
  const shared = { redis, keys: { own: SHARED_KEYS } };
  const [used] = await readTogether(shared, [['zrange', SHARED_KEYS.accounts, 0, -1]], 'reading accounts');
  const nowMs = await redisTimeMs({ redis });
  const accounts = await Promise.all((used as string[]).map((id) => readAccount(redis, id, nowMs)));
  return accounts.filter((account) => account !== undefined).toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Undefined for one that went meanwhile. */
async function readAccount(redis: Redis, id: string, nowMs: number): Promise<AccountRecord | undefined> {
  const shared = { redis, keys: { own: SHARED_KEYS } };
  const { account, slots, passes } = accountKeys(id, '');
  const [hash, requestsInFlight, passesInFlight] = await readTogether(
    shared,
    [
      ['hgetall', account],
      ['zcount', slots, `(${nowMs}`, '+inf'],
      ['zcount', passes, `(${nowMs}`, '+inf'],
    ],
    'reading an account',
  );
  const fields = new HashFields(account, hash as Record<string, string>);
  const hostName = fields.text('host');
  if (hostName === undefined) return undefined;
  const { host } = accountKeys(id, hostName);
  const [hostHash] = await readTogether(shared, [['hgetall', host]], 'reading a host');
  const ofHost = new HashFields(host, hostHash as Record<string, string>);
  return {
    id,
    ...accountRecord(fields, ofHost, nowMs),
    requestsInFlight: Number(requestsInFlight),
    passesInFlight: Number(passesInFlight),
  };
}
