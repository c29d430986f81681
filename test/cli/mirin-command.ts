/** Runs the `mirin` command to its end, as a shell does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { endWithTestRun } from '../support/reaper.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../cli/main.js');

/** What a shell sees of a command. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Added to an environment in which nothing of Mirin is configured. */
  env?: NodeJS.ProcessEnv;
  /** What comes in on standard input; default: nothing. */
  stdin?: string;
}

/** Runs `mirin` with these arguments, in a folder without a configuration file. */
export async function mirin(args: readonly string[], { env = {}, stdin = '' }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: tempFolder(),
    env: { ...bareEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  endWithTestRun(child);
  child.stdin.on('error', () => undefined).end(stdin);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await ended)[0], stdout, stderr };
}

/** Runs `mirin … --json`: its one document, and its exit code. */
export async function mirinJson(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; json: Record<string, unknown> }> {
  const { code, stdout, stderr } = await mirin([...args, '--json'], options);
  try {
    return { code, json: JSON.parse(stdout) as Record<string, unknown> };
  } catch {
    throw new Error(`mirin ${args.join(' ')} printed no JSON document: ${stdout}${stderr}`);
  }
}

function bareEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => /^MIRIN_|^REDIS_|^GITHUB_/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
