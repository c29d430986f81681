/** What `mirin run` and its guard tell each other over the channel whose closing is the guard's alarm. */

import type { CommandEnd } from './command-end.ts';
import type { RunId } from './run-id.ts';
import type { TrustLimit } from './trust.ts';

/** The first order: run this command. */
export interface StartOrder {
  type: 'start';
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  runId: RunId;
  /** Time in ms between SIGTERM and SIGKILL. */
  graceMs: number;
  /** The descriptor that becomes the command's standard output. */
  outputFd: 1 | 2;
  trust: TrustLimit;
}

export type GuardOrder =
  | StartOrder
  /** The lease was renewed. */
  | { type: 'trust'; until: TrustLimit }
  /** Pass this on to the command. */
  | { type: 'signal'; signal: NodeJS.Signals }
  /** End the command; `reason` is for people. */
  | { type: 'stop'; reason: string }
  /** End it without grace. */
  | { type: 'kill' };

export type GuardReport =
  | { type: 'started'; pid: number }
  /** Nothing of the command lives any more. */
  | { type: 'ended'; end: CommandEnd };
