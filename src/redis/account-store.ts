/** One GitHub account's gate in Redis: the connection and the key names that its scripts need. */

import type { Redis } from 'ioredis';
import { accountKeys, type AccountKeys } from './keys.ts';

export interface AccountStore {
  readonly redis: Redis;
  readonly keys: AccountKeys;
  /** The host of GitHub's API, with its port where it has one. */
  readonly host: string;
  /** Takes the place of Redis's clock, in ms; refused unless the test-clock key exists. */
  readonly nowMs?: number;
}

/** The store of the account with this id. */
export const accountStore = (redis: Redis, { id, host }: { id: string; host: string }): AccountStore => ({
  redis,
  host,
  keys: accountKeys(id, host),
});
