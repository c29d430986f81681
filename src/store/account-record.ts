/** What the gate knows of a GitHub account, as people and programs are shown it. */

import type { HashFields } from './hash-fields.ts';
import { present } from './present.ts';

/** Times in ms since 1970; what does not apply is left out. */
export interface AccountRecord {
  /** A short hash of host and token (or installation). */
  id: string;
  host: string;
  lastUsedMs: number;
  /** While GitHub wants the account to wait: until when, and why in its words. */
  pausedUntilMs?: number;
  pausedBecause?: string;
  /** Of the account itself: its token is refused, or it is suspended. */
  breaker: BreakerRecord;
  /** Of the host: many requests in a row got no answer. */
  hostBreaker: BreakerRecord;
  /** As the last answer told it; left out where the host sets none, or its hour is over. */
  budget?: { limit: number; remaining: number; resetAtMs: number };
  /** Requests and passes under way, of all workers. */
  requestsInFlight: number;
  passesInFlight: number;
}

/** `open`: nothing is sent until `untilMs`; `half-open`: one read at a time tries whether it works again. */
export type BreakerRecord =
  | { state: 'closed' }
  | { state: 'open' | 'half-open'; sinceMs: number; untilMs: number; because: string };

/** The hash's part of the record, as of `nowMs`. */
export function accountRecord(account: HashFields, host: HashFields, nowMs: number) {
  const pausedUntilMs = account.count('pausedUntil') ?? 0;
  const isPaused = pausedUntilMs > nowMs;
  return {
    host: account.text('host') ?? '',
    lastUsedMs: account.count('usedAt') ?? 0,
    ...(isPaused && { pausedUntilMs, pausedBecause: account.text('pausedBecause') ?? '' }),
    breaker: breakerRecord(account, nowMs),
    hostBreaker: breakerRecord(host, nowMs),
    ...present({ budget: budgetOf(account, nowMs) }),
  };
}

function breakerRecord(fields: HashFields, nowMs: number): BreakerRecord {
  const untilMs = fields.count('brokenUntil');
  if (untilMs === undefined) return { state: 'closed' };
  const state = untilMs > nowMs ? 'open' : 'half-open';
  return {
    state,
    sinceMs: fields.count('brokenSince') ?? untilMs,
    untilMs,
    because: fields.text('brokenBecause') ?? '',
  };
}

function budgetOf(fields: HashFields, nowMs: number): AccountRecord['budget'] {
  const [limit, remaining, resetAtMs] = [fields.count('limit'), fields.count('remaining'), fields.count('resetAt')];
  if (limit === undefined || remaining === undefined || resetAtMs === undefined || resetAtMs <= nowMs) return undefined;
  return { limit, remaining, resetAtMs };
}
