/** Starts a compiled test program as a real child process, which speaks in lines of JSON and can be killed at any point. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { endWithTestRun } from './reaper.ts';
import { waitFor } from './wait-for.ts';

/** One line that a child printed: an object, whatever the program puts into it. */
export type ChildMessage = Record<string, unknown>;

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface StartChildOptions {
  /** Arguments before the program's path: options of Node. */
  nodeArgs?: readonly string[];
  /** A command that starts Node, such as `['unshare', '-fp']`. */
  through?: readonly string[];
}

const DIST = path.resolve(import.meta.dirname, '..', '..');
const running = new Set<Child>();

/**
 * Starts `program`, a path inside `dist/` such as `test/programs/holder.js`. `env` is added to the test's own
 * environment. The child ends at the latest with the test run.
 */
export function startChild(
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  options: StartChildOptions = {},
): Child {
  const node = [process.execPath, ...(options.nodeArgs ?? []), path.join(DIST, program), ...args];
  const [command = process.execPath, ...rest] = [...(options.through ?? []), ...node];
  const spawned = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  endWithTestRun(spawned);
  const child = new Child(program, spawned);
  running.add(child);
  void child.exited.finally(() => running.delete(child));
  return child;
}

/** Kills every child that still runs: `afterEach(endChildren)`. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.kill('SIGKILL')));
}

/** A test program under way. */
export class Child {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exited: Promise<ChildExit>;
  /** Everything that it printed as JSON, in order. */
  readonly messages: ChildMessage[] = [];
  readonly #program: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  #unread = 0;
  #otherOutput = '';
  #exit: ChildExit | undefined;

  constructor(program: string, spawned: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#program = program;
    this.#process = spawned;
    if (spawned.pid === undefined) throw new Error(`could not start ${spawned.spawnfile}`);
    this.pid = spawned.pid;
    this.exited = once(spawned, 'exit').then(([code, signal]) => (this.#exit = { code, signal }));
    createInterface({ input: spawned.stdout }).on('line', (line) => this.#hear(line));
    spawned.stderr.setEncoding('utf8').on('data', (text: string) => (this.#otherOutput += text));
  }

  /** What it printed that is no JSON, on both outputs: for the messages of failing tests. */
  get otherOutput(): string {
    return this.#otherOutput;
  }

  /** Whether it has ended, however. */
  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** The next message that `isWanted`, skipping those before it. @throws Error when none comes in time or it ends. */
  async next(isWanted: (message: ChildMessage) => boolean, withinMs = 20_000): Promise<ChildMessage> {
    const what = `${this.#program} to print a message that satisfies ${String(isWanted)}`;
    const found = await waitFor(
      what,
      (saw) => {
        saw({ messages: this.messages, otherOutput: this.#otherOutput });
        return this.#take(isWanted) ?? (this.#process.stdout.readableEnded && 'ended');
      },
      { withinMs, everyMs: 5 },
    );
    if (found !== 'ended') return found;
    throw new Error(
      `${this.#program} ended (${JSON.stringify(this.#exit)}) while I waited for ${what}: ${this.#otherOutput}`,
    );
  }

  /** Sends it one line of JSON on standard input. */
  tell(message: unknown): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a signal; after SIGKILL, waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#process.kill(signal);
    if (signal === 'SIGKILL') await this.exited;
  }

  #take(isWanted: (message: ChildMessage) => boolean): ChildMessage | undefined {
    const index = this.messages.findIndex((message, place) => place >= this.#unread && isWanted(message));
    if (index === -1) return undefined;
    this.#unread = index + 1;
    return this.messages[index];
  }

  #hear(line: string): void {
    const message = parseMessage(line);
    if (message === undefined) this.#otherOutput += `${line}\n`;
    else this.messages.push(message);
  }
}

function parseMessage(line: string): ChildMessage | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as ChildMessage;
  } catch {
    return undefined;
  }
}
