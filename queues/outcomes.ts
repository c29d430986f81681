/** The one answer that each request gets. A refusal is an outcome, not an error. */

import type { ErrorCode } from './error-codes.ts';
import type { Fence, ProcessId, Status } from './values.ts';

/** How the last lease ended, and the last checkpoint that its holder left. */
export interface PreviousLease {
  processId: ProcessId;
  fence: Fence;
  /** `checkin`, `released`, or why it was repaired: `dead`, `expired`, `hung`, `dropped`. */
  ended: string;
  endedAtMs: number;
  /** JSON as the holder wrote it; undefined when it left none. */
  checkpoint: unknown;
}

export type CheckoutOutcome =
  | { outcome: 'granted'; fence: Fence; expiresAtMs: number; ttlMs: number; attempt: number; previous?: PreviousLease }
  | { outcome: 'held'; holder: ProcessId; sinceMs: number; expiresAtMs: number; yours: boolean; expired: boolean }
  | { outcome: 'completed' }
  | { outcome: 'quarantined'; reason: string; orphanings: number }
  | { outcome: 'cooling-down'; untilMs: number; reason: 'lock-delay' | 'redis-restarted' | 'must-run-alone' }
  | { outcome: 'deadline-passed' }
  | { outcome: 'process-ended' }
  | CommonOutcome;

export type CheckinOutcome =
  | { outcome: 'committed'; version: number }
  | { outcome: 'already'; status: Status }
  | { outcome: 'superseded' }
  | { outcome: 'not-held' }
  | { outcome: 'deadline-passed' }
  | CommonOutcome;

/** What any request may get. */
export type CommonOutcome =
  | { outcome: 'key-reused' }
  | { outcome: 'abandoned' }
  /** Every retry failed; `settle` wrote this so that the request still has its one answer. */
  | { outcome: 'failed'; code: ErrorCode };

export type Outcome = CheckoutOutcome | CheckinOutcome;
