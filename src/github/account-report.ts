/** Reads from what came of a request what it says about the account and its host, for the gate. */

import type { AccountBudget, AccountReport } from '../transitions/gate-return.ts';
import type { GitHubAttempt, GitHubReply } from './attempt.ts';
import type { GitHubFault, GitHubFaultKind } from './fault.ts';
import { namedWaitMs, untilResetMs } from './retry-after.ts';

const FINDINGS: Readonly<Partial<Record<GitHubFaultKind, AccountReport['finding']>>> = {
  'rate-limited': 'limited',
  unauthorized: 'unauthorized',
  transient: 'transient',
};

/** `fault` is what the attempt was classified as; none for a success. */
export function reportOf(attempt: GitHubAttempt, fault?: GitHubFault): AccountReport {
  const finding = (fault && FINDINGS[fault.kind]) ?? 'fine';
  const report: AccountReport = { finding, reason: fault?.reason ?? '' };
  if (!('reply' in attempt)) return report;
  const { headers } = attempt.reply;
  const waitMs = finding === 'limited' ? namedWaitMs(headers) : undefined;
  const budget = budgetOf(headers);
  return { ...report, ...(waitMs !== undefined && { waitMs }), ...(budget !== undefined && { budget }) };
}

/** Of the budget that Mirin's requests are counted in; others (search, graphql) have windows of their own. */
function budgetOf(headers: GitHubReply['headers']): AccountBudget | undefined {
  if ((headers['x-ratelimit-resource'] ?? 'core') !== 'core') return undefined;
  const limit = wholeNumber(headers['x-ratelimit-limit']);
  const remaining = wholeNumber(headers['x-ratelimit-remaining']);
  const resetInMs = untilResetMs(headers);
  if (limit === undefined || remaining === undefined || resetInMs === undefined) return undefined;
  return { limit, remaining, resetInMs };
}

function wholeNumber(text: string | number | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(String(text)) ? Number(text) : undefined;
}
