/** How a guarded command ended, and the exit code by which a shell would tell it. */

import os from 'node:os';

export type EndCause =
  /** It ended by itself, or by a signal from outside. */
  | 'itself'
  /** There was no such command, or it could not be run. */
  | 'not-started'
  /** `mirin run` had it ended. */
  | 'stopped'
  /** The lease was not renewed in time. */
  | 'trust-ran-out'
  /** The guard died, so `mirin run` ended the command in its stead. */
  | 'guard-died';

export interface CommandEnd {
  cause: EndCause;
  /** As a shell tells it: its own code, 128 + signal, 127 not found, 126 can't be run. 0 only if it ended by itself. */
  exitCode: number;
  /** The command's own exit code; null when a signal ended it or it never started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What went wrong, for people; undefined when nothing did. */
  message?: string;
}

const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
const SIGNAL_BASE = 128;

/** The end of a command that ran. */
export function endOf(cause: EndCause, code: number | null, signal: NodeJS.Signals | null): CommandEnd {
  return { cause, exitCode: exitCodeOf(cause, code, signal), code, signal };
}

function exitCodeOf(cause: EndCause, code: number | null, signal: NodeJS.Signals | null): number {
  // A command that ends well because it was told to has not done its work.
  const hasGivenWay = code === 0 && cause !== 'itself';
  if (code !== null && !hasGivenWay) return code;
  return SIGNAL_BASE + os.constants.signals[hasGivenWay ? 'SIGTERM' : (signal ?? 'SIGKILL')];
}

/** The end of a command that never ran. */
export function notStarted(command: string, cwd: string, error: unknown): CommandEnd {
  const fault = error instanceof Error && 'code' in error ? error.code : undefined;
  const exitCode = fault === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE;
  return { cause: 'not-started', exitCode, code: null, signal: null, message: wording(command, cwd, fault, error) };
}

function wording(command: string, cwd: string, fault: unknown, error: unknown): string {
  // The system says ENOENT of a missing folder too, so it is named with the command.
  if (fault === 'ENOENT') return `${command}: command not found (in ${cwd})`;
  if (fault === 'EACCES') return `${command}: permission denied (is it an executable file?)`;
  return `${command}: can't be run: ${error instanceof Error ? error.message : String(error)}`;
}
