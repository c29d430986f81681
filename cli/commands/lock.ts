/** `mirin lock NAME -- COMMAND…`: holds a named lock while the command runs, as `flock` does on one machine. */

import os from 'node:os';
import type { LockName } from '../../queues/values.ts';
import { childEnvironment } from '../../src/configuration/child-environment.ts';
import { duration, lockName } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { connectRun } from '../run/connect-run.ts';
import { type LockedRunOutcome, runUnderLock } from '../run/run-under-lock.ts';

interface LockFlags {
  process?: string;
  wait?: number;
}

const DEFAULT_NAME = 'mirin-lock';
const SIGNAL_BASE = 128;

const NOTES = `
The command gets MIRIN_LOCK, MIRIN_FENCE, MIRIN_PROCESS_ID and MIRIN_PROJECT. It does not outlive the lock, nor mirin lock,
whatever ends that. Whoever waits gets the lock in the order in which they came. Exits with the command's own code, or with
75 when the lock was not to be had in time. When it is lost the command is ended: its code is passed on, or 1 where it
was 0.`;

export const define: Define = (command) => {
  command
    .argument('<name>', 'the name of the lock', lockName)
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--wait <time>', 'time to wait for the lock, such as 30s (default: not at all)', duration('--wait'))
    .option('--process <name>', `the name under which it is held (default: MIRIN_PROCESS or ${DEFAULT_NAME})`)
    .addHelpText(
      'after',
      `${examples('mirin lock deploy -- ./deploy.sh', 'mirin lock db/main --wait 10m -- ./migrate.sh')}\n${NOTES}`,
    )
    .action(
      act<[LockName, string[], LockFlags]>(async (context, lock, [program = '', ...args], flags) => {
        const mirin = await connectRun(context.settings({ processName: flags.process }), DEFAULT_NAME);
        try {
          const output = context.output.isJson ? 'stderr' : 'stdout';
          const toRun = { command: program, args, env: childEnvironment(), output } as const;
          const wish = { lock, waitMs: flags.wait ?? 0 };
          const outcome = await untilInterrupted((signal) => runUnderLock(mirin, { ...wish, signal, ...toRun }));
          if (typeof outcome === 'number') {
            process.exitCode = outcome;
            return undefined;
          }
          process.exitCode = report(outcome, lock, (line) => context.output.note(line));
          if (context.output.isJson) context.output.answer({ json: { lock, ...outcome }, text: '' });
          return undefined;
        } finally {
          await mirin.close();
        }
      }),
    );
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs it; a signal that comes while it waits ends that in order, so that its place is nobody's loss: the exit code. */
async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T | number> {
  const interrupted = new AbortController();
  const stop = (signal: NodeJS.Signals): void => interrupted.abort(signal);
  for (const name of SIGNALS) process.once(name, stop);
  try {
    return await run(interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted || error !== interrupted.signal.reason) throw error;
    return SIGNAL_BASE + os.constants.signals[interrupted.signal.reason as NodeJS.Signals];
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}

/** Says what stood in the way, if anything did; returns the exit code. */
function report(outcome: LockedRunOutcome, lock: string, say: (line: string) => void): number {
  if (outcome.outcome !== 'ran') {
    const by = outcome.outcome === 'held' ? ` by ${outcome.holder}` : '';
    say(`mirin: the lock ${lock} is not to be had: ${outcome.outcome}${by}`);
    return EXIT.later;
  }
  const { end, isLockLost } = outcome;
  if (end.message !== undefined) say(`mirin: ${end.message}`);
  if (!isLockLost) return end.exitCode;
  say(`mirin: the lock ${lock} was lost while the command ran`);
  return end.exitCode === 0 ? EXIT.failed : end.exitCode;
}
