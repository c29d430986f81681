/** Reads from a reply how long GitHub wants to be left alone. */

import type { GitHubReply } from './attempt.ts';

/** The wait where GitHub names none: at least one minute. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
const UNNAMED_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 1_000;
/** GitHub's longest window is an hour: what goes far beyond is a broken header, and must not stop labels for days. */
const LONGEST_WAIT_MS = 2 * 3_600_000;

/** The wait that the reply names, else a minute; in ms. */
export function rateLimitWaitMs(headers: GitHubReply['headers']): number {
  return namedWaitMs(headers) ?? UNNAMED_WAIT_MS;
}

/** `retry-after`, else the time until the limit is reset where nothing remains of it; in ms. */
export function namedWaitMs(headers: GitHubReply['headers']): number | undefined {
  return retryAfterMs(headers) ?? (isBudgetSpent(headers) ? untilResetMs(headers) : undefined);
}

/** The wait that `retry-after` names, in ms; undefined without a readable one. */
export function retryAfterMs(headers: GitHubReply['headers']): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined || text === '') return undefined;
  const waitMs = Number.isNaN(Number(text)) ? Date.parse(String(text)) - serverNowMs(headers) : Number(text) * 1000;
  return bounded(waitMs);
}

/** Whether the reply says that nothing remains of the account's budget. Enterprise Server may send no such header. */
export function isBudgetSpent(headers: GitHubReply['headers']): boolean {
  return String(headers['x-ratelimit-remaining']) === '0';
}

/** The time until the account's budget is new, in ms. */
export function untilResetMs(headers: GitHubReply['headers']): number | undefined {
  const resetAt = headers['x-ratelimit-reset'];
  if (resetAt === undefined) return undefined;
  return bounded(Number(resetAt) * 1000 - serverNowMs(headers));
}

/** GitHub's own clock, where it says it: this machine's may be off. */
function serverNowMs(headers: GitHubReply['headers']): number {
  const date = Date.parse(String(headers['date'] ?? ''));
  return Number.isNaN(date) ? Date.now() : date;
}

function bounded(waitMs: number): number | undefined {
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, Math.ceil(waitMs)));
}
