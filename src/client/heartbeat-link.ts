/** The program's end of its heartbeat thread: starts it, starts it again when it fails, passes messages both ways. */

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { within } from './deadline.ts';
import type { FromThread, HeartbeatOptions, ToThread } from './heartbeat-messages.ts';

const START_AGAIN_AFTER_MS = 500;
const STOP_WITHIN_MS = 1_000;

export interface LinkListener {
  message(message: FromThread): void;
  /** The thread failed; it is replaced soon. */
  failed(reason: string): void;
  /** A new thread runs, and knows of no lease yet. */
  startedAgain(): void;
}

export class HeartbeatLink {
  readonly #options: HeartbeatOptions;
  readonly #on: LinkListener;
  #record: ProcessRecord;
  #port: MessagePort;
  #thread: Worker;
  #restart: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | undefined;
  #unsent: ToThread[] = [];

  constructor(options: HeartbeatOptions, on: LinkListener) {
    this.#options = options;
    this.#record = options.record;
    this.#on = on;
    [this.#thread, this.#port] = this.#start();
  }

  /**
   * Each message wakes the thread, so those of leases that were granted together leave together; before any of their
   * holders goes on, since its work may block the event loop.
   */
  post(message: ToThread): void {
    if (message.type === 'become') this.#record = message.record;
    if (this.#unsent.push(message) === 1) queueMicrotask(() => this.#sendAll());
  }

  /** Takes what lies unread, as after a stretch in which the event loop was busy. */
  readUnread(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#on.message(next.message as FromThread);
    }
  }

  /** Ends the thread, in order if it can do so in time. Again is harmless. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    if (this.#restart === undefined) {
      const exited = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
      this.post({ type: 'stop' });
      this.#sendAll();
      await within(STOP_WITHIN_MS, exited);
    }
    clearTimeout(this.#restart);
    await this.#thread.terminate();
    this.#port.close();
  }

  #sendAll(): void {
    if (this.#unsent.length > 0) this.#port.postMessage(this.#unsent);
    this.#unsent = [];
  }

  #start(): [Worker, MessagePort] {
    const { port1, port2 } = new MessageChannel();
    const options: HeartbeatOptions = { ...this.#options, record: this.#record };
    const thread = new Worker(new URL('./heartbeat-thread.js', import.meta.url), {
      workerData: { options, port: port2 },
      transferList: [port2],
      execArgv: [],
    });
    port1.on('message', (message: FromThread) => this.#on.message(message));
    thread.on('error', (error) => this.#on.failed(error.message));
    thread.on('exit', () => this.#startAgain());
    return [thread, port1];
  }

  #startAgain(): void {
    if (this.#stopped !== undefined) return;
    this.#port.close();
    this.#unsent = [];
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      [this.#thread, this.#port] = this.#start();
      this.#on.startedAgain();
    }, START_AGAIN_AFTER_MS);
  }
}
