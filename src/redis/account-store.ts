/** One GitHub account's gate in Redis: the connection and the key names that its scripts need. */

import type { Redis } from 'ioredis';
import { accountKeys, type AccountKeys } from './keys.ts';

export interface AccountStore {
  readonly redis: Redis;
  readonly keys: AccountKeys;
  /** The host of GitHub's API, with its port where it has one. */
  readonly host: string;
  /** Least time from the answer to one write to the next write, in ms; comments wait three times as long. */
  readonly writeGapMs: number;
  /** Takes the place of Redis's clock, in ms; refused unless the test-clock key exists. */
  readonly nowMs?: number;
}

/** As GitHub asks for. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
export const WRITE_GAP_MS = 1_000;

/** The store of the account with this id. */
export const accountStore = (
  redis: Redis,
  { id, host }: { id: string; host: string },
  writeGapMs = WRITE_GAP_MS,
): AccountStore => ({ redis, host, keys: accountKeys(id, host), writeGapMs });
