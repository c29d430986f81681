/** Runs a command under the guard for as long as what it holds can be trusted. */

import { CancelledError } from '../../src/errors.ts';
import type { CommandEnd } from './command-end.ts';
import { type GuardedCommand, startGuarded } from './guarded-command.ts';
import { passSignalsOn } from './passed-on-signals.ts';

/** A lease or a lock, as far as the command depends on it. */
export interface Trusted {
  /** Aborts when it is lost. */
  readonly signal: AbortSignal;
  readonly trustedForMs: number;
}

export interface CommandToRun {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  output: 'stdout' | 'stderr';
}

/** How often the guard hears for how long it can be trusted; far below the shortest margin. */
const TELL_TRUST_EVERY_MS = 250;

/** Resolves when nothing of the command lives any more. `what` is held, in words. */
export async function runGuarded(held: Trusted, what: string, toRun: CommandToRun): Promise<CommandEnd> {
  const guarded = startGuarded({ ...toRun, trustForMs: held.trustedForMs });
  const stopTelling = tellTrust(held, what, guarded);
  const stopPassing = passSignalsOn(guarded);
  try {
    return await guarded.exited;
  } finally {
    stopTelling();
    stopPassing();
  }
}

/** An operator's word is passed on as it is. */
const whyOf = ({ signal }: Trusted, what: string): string =>
  signal.reason instanceof CancelledError ? signal.reason.message : `${what} is lost`;

/** The guard ends the command by itself when it hears nothing more; a loss ends it at once. */
function tellTrust(held: Trusted, what: string, guarded: GuardedCommand): () => void {
  const timer = setInterval(() => guarded.trustFor(held.trustedForMs), TELL_TRUST_EVERY_MS);
  const stop = (): void => guarded.stop(whyOf(held, what));
  held.signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearInterval(timer);
    held.signal.removeEventListener('abort', stop);
  };
}
