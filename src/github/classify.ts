/** Classifies what came of a request that did not succeed: every answer and every silence becomes a fault value. */

import type { GitHubAttempt, GitHubMethod, GitHubReply } from './attempt.ts';
import type { GitHubFault, GitHubRefusal } from './fault.ts';
import { describeReply, messageOf } from './reply-text.ts';
import { isBudgetSpent, rateLimitWaitMs, retryAfterMs } from './retry-after.ts';
import { describeSilence, wasNeverSent } from './silence.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const LIMIT_TEXT = /rate limit|abuse detection|temporarily blocked from content creation/i;

/** Says what an unsuccessful attempt means. Call it with a 2xx only when its body had the wrong shape. */
export function classify(method: GitHubMethod, attempt: GitHubAttempt): GitHubFault {
  const isWrite = method !== 'GET';
  if ('reply' in attempt) return classifyReply(isWrite, attempt.reply);
  const isAmbiguousWrite = isWrite && !wasNeverSent(attempt.cause);
  return { kind: 'transient', reason: describeSilence(attempt.cause), isAmbiguousWrite };
}

function classifyReply(isWrite: boolean, reply: GitHubReply): GitHubFault {
  if (REDIRECTS.has(reply.status)) return moved(reply);
  if (isRateLimit(reply)) return { ...settled('rate-limited', reply), retryAfterMs: rateLimitWaitMs(reply.headers) };
  if (isSuspended(reply)) return settled('unauthorized', reply);
  switch (reply.status) {
    case 401:
      return settled('unauthorized', reply);
    case 404:
      return missing(reply);
    case 422:
      return unprocessable(reply);
    default:
      return isRefusal(reply.status) ? settled('permanent', reply) : unclear(isWrite, reply);
  }
}

/** GitHub answered clearly: whatever was asked for was not done. */
function settled(kind: GitHubFault['kind'], reply: GitHubReply, refusal?: GitHubRefusal): GitHubFault {
  const fault = { kind, reason: describeReply(reply), isAmbiguousWrite: false };
  return refusal === undefined ? fault : { ...fault, refusal };
}

/** 5xx, a request time-out, or a success whose body can't be read: a write may have been carried out all the same. */
function unclear(isWrite: boolean, reply: GitHubReply): GitHubFault {
  const fault: GitHubFault = { kind: 'transient', reason: describeReply(reply), isAmbiguousWrite: isWrite };
  const waitMs = retryAfterMs(reply.headers);
  return waitMs === undefined ? fault : { ...fault, retryAfterMs: waitMs };
}

function moved(reply: GitHubReply): GitHubFault {
  const location = String(reply.headers['location'] ?? '');
  const reason = `${reply.status} moved to ${location === '' ? 'an unnamed place' : location}`;
  return { kind: 'moved', reason, isAmbiguousWrite: false, location };
}

function missing(reply: GitHubReply): GitHubFault {
  const isLabel = /^label does not exist/i.test(messageOf(reply));
  return settled('missing', reply, isLabel ? 'no-such-label' : undefined);
}

function unprocessable(reply: GitHubReply): GitHubFault {
  const message = messageOf(reply);
  if (/more than 100 labels/i.test(message)) return settled('permanent', reply, 'too-many-labels');
  if (/already_exists/i.test(message)) return settled('permanent', reply, 'already-exists');
  // A replica that has not seen the issue yet, just after its creation.
  if (/issue not found/i.test(message)) return settled('transient', reply);
  return settled('permanent', reply);
}

function isRateLimit({ status, headers, data }: GitHubReply): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return 'retry-after' in headers || isBudgetSpent(headers) || LIMIT_TEXT.test(messageOf({ status, headers, data }));
}

/** Of the account, not of what was asked for: no other request would fare better. */
function isSuspended(reply: GitHubReply): boolean {
  return reply.status === 403 && /\bsuspended\b/i.test(messageOf(reply));
}

/** A 4xx is an answer of GitHub's, except the time-out of the request itself. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
