/** Passes the signals that `mirin run` gets on to its command, which decides what they mean. */

import type { GuardedCommand } from './guarded-command.ts';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;

/** Passes signals on from now on, instead of ending by them. Returns what puts an end to that. */
export function passSignalsOn(command: Pick<GuardedCommand, 'signal'>): () => void {
  const passOn = (signal: NodeJS.Signals): void => command.signal(signal);
  for (const signal of PASSED_ON) process.on(signal, passOn);
  // Ctrl-Z is not obeyed: a suspended `mirin run` could not renew its lease.
  process.on('SIGTSTP', ignore);
  return () => {
    for (const signal of PASSED_ON) process.off(signal, passOn);
    process.off('SIGTSTP', ignore);
  };
}

function ignore(): void {
  // Being caught is all that it takes.
}
