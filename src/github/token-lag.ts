/** Tells what a token that was just minted may be refused for: not all of GitHub knows it at once. */

import type { GitHubAttempt } from './attempt.ts';
import type { GitHubFault } from './fault.ts';
import type { Credential } from './identity.ts';
import { messageOf } from './reply-text.ts';

/** What is refused to an older token is refused for good. */
const NEW_FOR_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;

/** The fault, to be tried again soon where it may only mean that the token is too new: each time twice as old. */
export function orLagging(fault: GitHubFault, attempt: GitHubAttempt, { mintedAtMs }: Credential): GitHubFault {
  const ageMs = mintedAtMs === undefined ? Infinity : performance.now() - mintedAtMs;
  if (ageMs > NEW_FOR_MS || !mayLag(fault, attempt)) return fault;
  return { ...fault, retryAfterMs: Math.max(FIRST_PAUSE_MS, Math.round(ageMs)) };
}

/** A 401 is dealt with where tokens are renewed. */
function mayLag({ kind, refusal }: GitHubFault, attempt: GitHubAttempt): boolean {
  if (kind === 'missing') return refusal === undefined;
  return 'reply' in attempt && /not accessible by integration/i.test(messageOf(attempt.reply));
}
