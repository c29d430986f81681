/** An account's gate, kept in Redis for all workers; tells what happens to the account as a whole. */

import type { Redis } from 'ioredis';
import { accountStore } from '../redis/account-store.ts';
import { type AccountNews, type AccountReport, returnSlot } from '../transitions/gate-return.ts';
import { takeSlot } from '../transitions/gate-take.ts';
import type { AccountGate } from './account-gate.ts';
import type { GitHubAccount } from './account.ts';

/** Something that concerns every request of the account. */
export type AccountEvent = Exclude<AccountNews, { news: 'none' }> & { reason: string };

export function redisAccountGate(
  redis: Redis,
  account: GitHubAccount,
  { writeGapMs }: { writeGapMs: number },
  onEvent: (event: AccountEvent) => void,
): AccountGate {
  const store = accountStore(redis, account, writeGapMs);
  return {
    take: (kind, slot) => takeSlot(store, kind, slot),
    giveBack: async (kind, slot, report?: AccountReport) => {
      const event = await returnSlot(store, { kind, slot }, report);
      if (event.news !== 'none') onEvent({ ...event, reason: report?.reason ?? '' });
    },
  };
}
