#!/usr/bin/env node
/** The `mirin` command: reads the arguments, runs what they ask for, ends with the exit code that says how it went. */

import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** `mirin help X` is `mirin X --help`, which loads the command before it shows its help. */
const withHelpLast = (given: readonly string[]): string[] =>
  given[0] === 'help' && given[1] !== undefined ? [...given.slice(1), '--help'] : [...given];

async function run(given: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(withHelpLast(given), { from: 'user' });
  } catch (error) {
    const [{ reportFailure }, { usageFault }] = await Promise.all([import('./failure.ts'), import('./usage.ts')]);
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const fault = error instanceof CommanderError ? usageFault(error) : error;
    process.exitCode = reportFailure(fault, { isJson: given.includes('--json'), logLevel: program.opts()['logLevel'] });
  }
}

await run(process.argv.slice(2));
