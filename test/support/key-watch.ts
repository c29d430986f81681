/** Watches, by MONITOR, which keys and commands the scripts use, and holds them against what each script declared. */

import type { Redis } from 'ioredis';
import { waitFor } from './wait-for.ts';

/** One script call: the keys that it was given. */
interface ScriptCall {
  keys: string[];
}

/** Commands in scripts that have no key. */
const KEYLESS = new Set(['time', 'info']);
const TEST_CLOCK_KEY = 'mirin:test-clock';

export class KeyWatch {
  readonly redis: Redis;
  /** Every command that a script called. */
  readonly commands = new Set<string>();
  /** The keys of the last script call, in its header's order. */
  lastKeys: string[] = [];
  readonly #monitor: Redis;
  #faults: string[] = [];
  #call: ScriptCall = { keys: [] };
  #marks = 0;
  #lastMark = '';

  static async start(redis: Redis): Promise<KeyWatch> {
    return new KeyWatch(redis, await redis.monitor());
  }

  private constructor(redis: Redis, monitor: Redis) {
    this.redis = redis;
    this.#monitor = monitor;
    monitor.on('monitor', (_time: string, args: string[], source: string) => this.#see(args, source));
  }

  /** What was wrong since the last call: keys that were not declared, and calls whose keys span two hash tags. */
  async faults(): Promise<string[]> {
    await this.settled();
    return this.#faults.splice(0);
  }

  /** Waits until all commands up to now were seen. */
  async settled(): Promise<void> {
    this.#marks += 1;
    const mark = `mark-${this.#marks}`;
    await this.redis.echo(mark);
    await waitFor(`MONITOR to show ${mark}`, () => this.#lastMark === mark, { everyMs: 1 });
  }

  stop(): void {
    this.#monitor.disconnect();
  }

  #see([name = '', ...args]: string[], source: string): void {
    const command = name.toLowerCase();
    if (source === 'lua') this.#seeInScript(command, args);
    else if (command === 'evalsha' || command === 'eval') this.#seeScript(args);
    else if (command === 'echo') this.#lastMark = args[0] ?? '';
  }

  #seeScript([, keyCount, ...rest]: string[]): void {
    const keys = rest.slice(0, Number(keyCount));
    this.#call = { keys };
    this.lastKeys = keys;
    const tags = new Set(keys.map((key) => /\{(.+?)\}/.exec(key)?.[1]));
    if (tags.size > 1) this.#faults.push(`keys of several hash tags: ${[...tags].join(', ')}`);
  }

  #seeInScript(command: string, args: string[]): void {
    this.commands.add(command);
    if (KEYLESS.has(command)) return;
    const touched = command === 'del' ? args : args.slice(0, 1);
    for (const key of touched) {
      if (key === TEST_CLOCK_KEY || this.#call.keys.includes(key)) continue;
      this.#faults.push(`${command} on ${key}, which the script did not declare`);
    }
  }
}
