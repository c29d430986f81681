/** Asks one of the operating system's own tools, in a fixed language and time zone. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 5_000;

/** What `file` prints on standard output. Rejects when it fails or takes longer than 5 s. */
export async function runTool(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    // Dates must read the same for every process that compares them, whatever its own locale and time zone are.
    env: { LC_ALL: 'C', TZ: 'UTC' },
    timeout: TIMEOUT_MS,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}
