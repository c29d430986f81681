/** How a pass of label sync ended, and what the caller does next; in all cases but the first the dirty mark stays. */

import type { GitHubFault, GitHubFaultKind } from './fault.ts';

/** What a pass did until it ended. */
export interface SyncWork {
  /** Requests sent to GitHub, failed ones included. */
  requests: number;
  added: readonly string[];
  removed: readonly string[];
}

export type SyncOutcome = SyncWork &
  (
    | { outcome: 'in-sync' }
    /** The state changed during the pass: the next pass starts soon. */
    | { outcome: 'moved-on' }
    /** Nothing failed for good: the next pass starts after `delayMs` and uses up no attempt. */
    | { outcome: 'again-later'; delayMs: number; reason: string }
    /** The account's gate gave no slot: as `again-later`, and everything of that account waits alike. */
    | { outcome: 'deferred'; delayMs: number; reason: string }
    /** GitHub could not be had: the next pass starts after the queue's backoff, and not before `retryAfterMs`. */
    | { outcome: 'unavailable'; reason: string; retryAfterMs?: number }
    /** No retry mends it: wait for the next transition, or the operator. */
    | { outcome: 'blocked'; reason: string }
  );

/** `SyncOutcome` without the work. */
export type SyncVerdict = SyncOutcome extends infer O ? (O extends SyncWork ? Omit<O, keyof SyncWork> : never) : never;

/** What a fault comes to. */
export type FaultVerdict = Exclude<SyncVerdict, { outcome: 'in-sync' | 'moved-on' }>;

/** The pause before the pass that looks for a write that landed late. */
export const SECOND_LOOK_MS = 60_000;
/** A refused token is not offered again and again: GitHub then blocks the account for good ones too. */
const UNAUTHORIZED_PAUSE_MS = 300_000;

/** What a fault means for a pass that could not get past it. */
export function verdictOf(fault: GitHubFault): FaultVerdict {
  // A label that is listed, but can't be removed because it is not there: a replica lags.
  return fault.refusal === 'no-such-label' ? unavailable(fault) : VERDICTS[fault.kind](fault);
}

const VERDICTS: Readonly<Record<GitHubFaultKind, (fault: GitHubFault) => FaultVerdict>> = {
  'rate-limited': ({ reason, retryAfterMs = SECOND_LOOK_MS }) => againLater(retryAfterMs, reason),
  deferred: ({ reason, retryAfterMs = SECOND_LOOK_MS }) => ({ outcome: 'deferred', delayMs: retryAfterMs, reason }),
  unauthorized: ({ reason }) => againLater(UNAUTHORIZED_PAUSE_MS, reason),
  transient: unavailable,
  permanent: refused,
  missing: refused,
  moved: blocked,
};

function againLater(delayMs: number, reason: string): FaultVerdict {
  return { outcome: 'again-later', delayMs, reason };
}

function unavailable({ reason, retryAfterMs }: GitHubFault): FaultVerdict {
  return { outcome: 'unavailable', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Where the fault names a time after all, it may not be the last word. */
function refused(fault: GitHubFault): FaultVerdict {
  return fault.retryAfterMs === undefined ? blocked(fault) : againLater(fault.retryAfterMs, fault.reason);
}

function blocked({ reason }: GitHubFault): FaultVerdict {
  return { outcome: 'blocked', reason };
}
