/** Waits until the operator ends a long-running command; a second Ctrl-C ends it at once. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the first signal; the second one ends the process the hard way. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of SIGNALS) process.off(name, stop);
      for (const name of SIGNALS) process.on(name, endNow);
      resolve(signal);
    };
    for (const name of SIGNALS) process.on(name, stop);
  });
}

/** Somebody is in a hurry: what is left undone, other workers and the next start pick up. */
function endNow(): never {
  process.exit(130);
}
