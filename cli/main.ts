#!/usr/bin/env node
/** The `mirin` command: reads the arguments, runs what they ask for, ends with the exit code that says how it went. */

import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** A reader that has seen enough, as in `mirin issues | head`, is no fault. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function run(given: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(given, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { json = false, logLevel } = program.opts<{ json?: boolean; logLevel?: string }>();
    const [{ reportFailure }, { usageFault }] = await Promise.all([import('./failure.ts'), import('./usage.ts')]);
    const fault = error instanceof CommanderError ? usageFault(error) : error;
    process.exitCode = reportFailure(fault, { isJson: json, logLevel });
  }
}

await run(process.argv.slice(2));
