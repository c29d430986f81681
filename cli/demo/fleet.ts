/** The demo's fleet: real child processes that work on the simulator's issues, and what they say. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { childEnvironment } from '../../src/configuration/child-environment.ts';
import type { DemoChildOptions, FromChild, ToChild } from './demo-messages.ts';

const PROGRAM = path.join(import.meta.dirname, 'demo-child.js');
const STOP_WITHIN_MS = 5_000;

export class Fleet {
  readonly #redisUrl: string;
  readonly #hear: (message: FromChild) => void;
  readonly #children = new Map<string, ChildProcess>();
  #open: readonly number[] = [];

  constructor(redisUrl: string, hear: (message: FromChild) => void) {
    this.#redisUrl = redisUrl;
    this.#hear = hear;
  }

  /** Starts one child; returns its pid. */
  start(options: DemoChildOptions): number {
    const env = { ...childEnvironment(), MIRIN_REDIS_URL: this.#redisUrl };
    const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: [], env });
    this.#children.set(options.name, child);
    child.on('message', (message: FromChild) => this.#hear(message));
    child.on('exit', () => {
      if (this.#children.get(options.name) === child) this.#children.delete(options.name);
    });
    this.#tell(child);
    return child.pid ?? 0;
  }

  /** Tells every child which issues are open. */
  show(open: readonly number[]): void {
    this.#open = open;
    for (const child of this.#children.values()) this.#tell(child);
  }

  /** Sends a real signal to a child. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#children.get(name)?.kill(signal);
  }

  /** Ends all children: each hands back what it holds; a stopped one is woken first, a stubborn one killed. */
  async stop(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => end(child)));
  }

  #tell(child: ChildProcess): void {
    const message: ToChild = { type: 'issues', open: [...this.#open] };
    // One that is gone hears nothing; its exit is dealt with by itself.
    if (child.connected) child.send(message, () => undefined);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGCONT');
  if (child.connected) child.disconnect();
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(limit);
}
