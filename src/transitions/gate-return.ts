/** Gives back what a GitHub account had under way, with what GitHub's answer says about the account and its host. */

import type { AccountStore } from '../redis/account-store.ts';
import { defineScript } from '../redis/script.ts';
import type { SlotKind } from './gate-take.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./gate-return.lua', import.meta.url));

/** The account's hourly budget as an answer tells it. */
export interface AccountBudget {
  limit: number;
  remaining: number;
  resetInMs: number;
}

/** What an answer, or its absence, says about the account and its host. */
export interface AccountReport {
  /**
   * - `fine`: GitHub answered, be it with a refusal of this one request
   * - `limited`: the account has to wait, `waitMs` where GitHub named a time
   * - `unauthorized`: the token is refused, or the account suspended
   * - `transient`: GitHub could not be had
   */
  finding: 'fine' | 'limited' | 'unauthorized' | 'transient';
  /** GitHub's words, for people. */
  reason: string;
  waitMs?: number;
  /** Absent where GitHub named none: then there is no limit. */
  budget?: AccountBudget;
}

/** What changed for the whole account or host by this answer. */
export type AccountNews =
  | { news: 'none' }
  | { news: 'paused'; forMs: number }
  | { news: 'broken'; forMs: number }
  | { news: 'mended' };

export interface TakenSlot {
  kind: SlotKind;
  slot: string;
}

/** Without a report nothing was sent; a pass has none, since its requests had theirs. */
export async function returnSlot(store: AccountStore, taken: TakenSlot, report?: AccountReport): Promise<AccountNews> {
  const { redis, keys, writeGapMs, nowMs } = store;
  const now = nowMs === undefined ? '' : String(nowMs);
  const args = { now, ...taken, ...reportArgs(report), write_gap_ms: writeGapMs };
  const fields = fieldsOf(await script.run(redis, keys, args), 'gate-return');
  const [news] = fields;
  if (news === 'noted') return { news: 'none' };
  if (news === 'mended') return { news };
  if (news === 'paused' || news === 'broken') return { news, forMs: Number(fieldAt(fields, 1)) };
  return unexpectedReply(fields, 'gate-return');
}

const reportArgs = (report?: AccountReport) => ({
  finding: report?.finding ?? 'none',
  wait_ms: report?.waitMs ?? '',
  because: report?.reason ?? '',
  limit: report?.budget?.limit ?? '',
  remaining: report?.budget?.remaining ?? '',
  reset_in_ms: report?.budget?.resetInMs ?? '',
});
