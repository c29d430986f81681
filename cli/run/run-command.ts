/** Holds the lease of an issue while a command runs, and hands the issue back by how the command ended. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus } from '../../queues/values.ts';
import type { CheckoutAnswer } from '../../src/client/lease.ts';
import type { CheckoutOptions } from '../../src/client/connect-options.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { LeaseLostError } from '../../src/errors.ts';
import type { CommandEnd } from './command-end.ts';
import { type CommandToRun, runGuarded } from './run-guarded.ts';

export interface RunRequest extends CommandToRun {
  issue: number;
  checkout: CheckoutOptions;
  /** Status after exit code 0; every other end is `error`. */
  onSuccess: CheckinStatus;
}

export type RunOutcome =
  | { outcome: 'ran'; fence: string; end: CommandEnd; checkin: CheckinOutcome; isLeaseLost: boolean }
  | Exclude<CheckoutAnswer, { outcome: 'granted' }>;

export async function runCommand(mirin: Mirin, request: RunRequest): Promise<RunOutcome> {
  const answer = await mirin.checkout(request.issue, request.checkout);
  if (answer.outcome !== 'granted') return answer;
  const { lease } = answer;
  const { command, args, output } = request;
  const env = {
    ...request.env,
    MIRIN_ISSUE: String(lease.issue),
    MIRIN_FENCE: lease.fence,
    MIRIN_PROCESS_ID: lease.processId,
    MIRIN_PROJECT: mirin.project,
  };
  const end = await runGuarded(lease, 'the lease', { command, args, env, output });
  const isLeaseLost = lease.signal.reason instanceof LeaseLostError;
  const status = statusAfter(end, lease.signal.aborted, request.onSuccess);
  const checkin = await lease.checkin(status, { result: { exitCode: end.exitCode, signal: end.signal ?? null } });
  return { outcome: 'ran', fence: lease.fence, end, checkin, isLeaseLost };
}

/** A command that never ran has not touched the issue. */
function statusAfter(end: CommandEnd, wasStopped: boolean, onSuccess: CheckinStatus): CheckinStatus {
  if (end.cause === 'not-started') return 'pending';
  return end.exitCode === 0 && !wasStopped ? onSuccess : 'error';
}
