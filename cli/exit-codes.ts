/** The exit codes of the `mirin` command, and which fault ends with which. */

import type { ErrorCode } from '../queues/error-codes.ts';
import type { Outcome } from '../queues/outcomes.ts';

export const EXIT = {
  /** Done. */
  done: 0,
  /** Failed; also `completed`, `quarantined`, `superseded` and `not-held`. */
  failed: 1,
  /** Wrong usage: an argument, an option or the configuration. */
  usage: 2,
  /** Refused for now: try again later (EX_TEMPFAIL of sysexits.h). */
  later: 75,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_FAULTS: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  MIRIN_CONFIG_INVALID: EXIT.usage,
  MIRIN_REQUEST_INVALID: EXIT.usage,
  MIRIN_TIMED_OUT: EXIT.later,
};

export const exitCodeOf = (code: ErrorCode): ExitCode => OF_FAULTS[code] ?? EXIT.failed;

const OF_OUTCOMES: Readonly<Record<Outcome['outcome'], ExitCode>> = {
  granted: EXIT.done,
  committed: EXIT.done,
  already: EXIT.done,
  held: EXIT.later,
  'cooling-down': EXIT.later,
  'deadline-passed': EXIT.later,
  abandoned: EXIT.later,
  completed: EXIT.failed,
  quarantined: EXIT.failed,
  superseded: EXIT.failed,
  'not-held': EXIT.failed,
  'process-ended': EXIT.failed,
  'key-reused': EXIT.failed,
  failed: EXIT.failed,
};

export const exitCodeOfOutcome = ({ outcome }: Pick<Outcome, 'outcome'>): ExitCode => OF_OUTCOMES[outcome];
