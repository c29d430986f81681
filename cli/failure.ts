/** Tells of a fault: what went wrong and what to do, never a stack trace unless it was asked for. */

import { isDebugging } from '../src/configuration/debugging.ts';
import { BugError, MirinError } from '../src/errors.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';

export interface FailureOptions {
  isJson: boolean;
  /** The value of `--log-level`, if it was given. */
  logLevel: string | undefined;
}

/** Prints the fault and returns the exit code that goes with it. */
export function reportFailure(fault: unknown, { isJson, logLevel }: FailureOptions): ExitCode {
  const error = faultAsError(fault);
  const { code, message, hint } = error;
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, undefined, 2)}\n`);
  else process.stderr.write(`mirin: ${message}\n${hint === undefined ? '' : `hint: ${hint}\n`}`);
  if (isDebugging(logLevel)) process.stderr.write(`${trace(error)}\n`);
  return exitCodeOf(code);
}

/** Whatever was thrown, as a fault with a code: what is none of Mirin's own is a defect of Mirin. */
export function faultAsError(fault: unknown): MirinError {
  if (fault instanceof MirinError) return fault;
  return new BugError(`unexpected: ${fault instanceof Error ? fault.message : String(fault)}`, fault);
}

/** The stack with those of its causes. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${trace(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
