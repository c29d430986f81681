/** What one measurement has: servers, child processes, connections, folders; all of them end with it. */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { type Child, startChild, type StartChildOptions } from '../test/support/child.ts';
import { startRedis, type TestRedis } from '../test/support/redis-server.ts';

/** A busy machine takes its time to start a program. */
const READY_WITHIN_MS = 120_000;

export class Lab {
  readonly isQuick: boolean;
  readonly #closers: (() => unknown)[] = [];

  constructor(isQuick: boolean) {
    this.isQuick = isQuick;
  }

  /** The size of something: as it is measured, or as it is tried. */
  size(full: number, quick: number): number {
    return this.isQuick ? quick : full;
  }

  /** A redis-server as Mirin itself would start it: append-only file, fsync each second. */
  async startRedis(args: readonly string[] = []): Promise<TestRedis> {
    const redis = await startRedis({ args });
    this.onClose(() => redis.stop());
    return redis;
  }

  connect(url: string): Redis {
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    this.onClose(() => redis.disconnect());
    return redis;
  }

  /** Starts a compiled program of ours as a process of its own. */
  start(program: string, args: readonly unknown[], options: StartChildOptions = {}): Child {
    const texts = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)));
    const child = startChild(program, texts, {}, options);
    this.onClose(() => child.kill('SIGKILL'));
    return child;
  }

  /** The same; it has said that it is ready when this resolves. */
  async startReady(program: string, args: readonly unknown[], options: StartChildOptions = {}): Promise<Child> {
    const child = this.start(program, args, options);
    await child.next(({ event }) => event === 'ready', READY_WITHIN_MS);
    return child;
  }

  /** A Mirin worker as a process of its own; like its peers it logs nothing of what goes well. */
  startWorker(flags: object, options: StartChildOptions = {}): Promise<Child> {
    return this.startReady('test/programs/worker.js', [{ logLevel: 'warn', ...flags }], options);
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'mirin-bench-'));
    this.onClose(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  onClose(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  /** Ends everything, last things first. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}
