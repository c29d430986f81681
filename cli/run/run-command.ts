/** Holds the lease of an issue while a command runs, and hands the issue back by how the command ended. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus } from '../../queues/values.ts';
import type { CheckoutAnswer, Lease } from '../../src/client/lease.ts';
import type { CheckoutOptions } from '../../src/client/connect-options.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import type { CommandEnd } from './command-end.ts';
import { type GuardedCommand, startGuarded } from './guarded-command.ts';
import { passSignalsOn } from './passed-on-signals.ts';

export interface RunRequest {
  issue: number;
  checkout: CheckoutOptions;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Status after exit code 0; every other end is `error`. */
  onSuccess: CheckinStatus;
  output: 'stdout' | 'stderr';
}

export type RunOutcome =
  | { outcome: 'ran'; fence: string; end: CommandEnd; checkin: CheckinOutcome; isLeaseLost: boolean }
  | Exclude<CheckoutAnswer, { outcome: 'granted' }>;

/** How often the guard hears for how long the lease can be trusted; far below the shortest margin. */
const TELL_TRUST_EVERY_MS = 250;

export async function runCommand(mirin: Mirin, request: RunRequest): Promise<RunOutcome> {
  const answer = await mirin.checkout(request.issue, request.checkout);
  if (answer.outcome !== 'granted') return answer;
  const { lease } = answer;
  const end = await runGuarded(lease, mirin, request);
  const isLeaseLost = lease.signal.aborted;
  const status = statusAfter(end, isLeaseLost, request.onSuccess);
  const checkin = await lease.checkin(status, { result: { exitCode: end.exitCode, signal: end.signal ?? null } });
  return { outcome: 'ran', fence: lease.fence, end, checkin, isLeaseLost };
}

/** A command that never ran has not touched the issue. */
function statusAfter(end: CommandEnd, isLeaseLost: boolean, onSuccess: CheckinStatus): CheckinStatus {
  if (end.cause === 'not-started') return 'pending';
  return end.exitCode === 0 && !isLeaseLost ? onSuccess : 'error';
}

async function runGuarded(lease: Lease, mirin: Mirin, request: RunRequest): Promise<CommandEnd> {
  const { command, args, output } = request;
  const env = {
    ...request.env,
    MIRIN_ISSUE: String(lease.issue),
    MIRIN_FENCE: lease.fence,
    MIRIN_PROCESS_ID: lease.processId,
    MIRIN_PROJECT: mirin.project,
  };
  const guarded = startGuarded({ command, args, env, output, trustForMs: lease.trustedForMs });
  const stopTelling = tellTrust(lease, guarded);
  const stopPassing = passSignalsOn(guarded);
  try {
    return await guarded.exited;
  } finally {
    stopTelling();
    stopPassing();
  }
}

/** The guard ends the command by itself when it hears nothing more; a lost lease ends it at once. */
function tellTrust(lease: Lease, guarded: GuardedCommand): () => void {
  const timer = setInterval(() => guarded.trustFor(lease.trustedForMs), TELL_TRUST_EVERY_MS);
  const stop = (): void => guarded.stop('the lease is lost');
  lease.signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearInterval(timer);
    lease.signal.removeEventListener('abort', stop);
  };
}
