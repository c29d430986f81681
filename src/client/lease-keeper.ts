/** The program's side of its heartbeat thread: which leases are held, and how long each can be trusted. */

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { LeaseLostError } from '../errors.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { pause } from './deadline.ts';
import type { FromThread, HeartbeatOptions, KeptLease, ToThread } from './heartbeat-messages.ts';
import { monotonicMs, type RedisClock } from './redis-clock.ts';

/** How often trust is checked: often enough for the shortest margin. */
const CHECK_EVERY_MS = 250;
const STOP_WITHIN_MS = 1_000;

export interface KeeperOptions extends HeartbeatOptions {
  marginMs: number;
  clock: RedisClock;
  on: KeeperListener;
}

export interface KeeperListener {
  lost(issue: number, reason: string): void;
  beat(unlisted: readonly number[]): void;
  fault(message: string): void;
  order(orderId: string, order: string): void;
  /** Redis says that the process's id is dead; every lease is lost already. */
  ended(processId: ProcessId): void;
}

interface HeldLease extends KeptLease {
  controller: AbortController;
  trustedUntil: { monotonicMs: number; wallMs: number };
}

export class LeaseKeeper {
  readonly #options: KeeperOptions;
  readonly #held = new Map<string, HeldLease>();
  readonly #checker: NodeJS.Timeout;
  #record: ProcessRecord;
  #port: MessagePort;
  #thread: Worker;
  #isStopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#record = options.record;
    [this.#thread, this.#port] = this.#startThread();
    this.#checker = setInterval(() => this.#checkTrust(), CHECK_EVERY_MS).unref();
  }

  get heldLeases(): readonly KeptLease[] {
    return [...this.#held.values()];
  }

  /** Keeps the lease alive from now on; the signal aborts when it is lost or can't be trusted any more. */
  hold(lease: KeptLease, remainingMs: number): AbortSignal {
    const controller = new AbortController();
    const trustMs = Math.min(remainingMs, this.#record.ttlMs) - this.#options.marginMs;
    const trustedUntil = { monotonicMs: monotonicMs() + trustMs, wallMs: Date.now() + trustMs };
    this.#held.set(keyOf(lease), { ...lease, controller, trustedUntil });
    this.#post({ type: 'keep', lease });
    return controller.signal;
  }

  /** Stops beating for the lease; its signal stays as it is. */
  letGo(issue: number, fence: Fence): void {
    this.#held.delete(keyOf({ issue, fence }));
    this.#post({ type: 'drop', issue, fence });
  }

  /** For how much longer the lease can be trusted, in ms; 0 when it is not held. */
  trustedForMs(issue: number, fence: Fence): number {
    const held = this.#held.get(keyOf({ issue, fence }));
    if (held === undefined) return 0;
    const { trustedUntil } = held;
    return Math.max(0, Math.min(trustedUntil.monotonicMs - monotonicMs(), trustedUntil.wallMs - Date.now()));
  }

  checkpoint(issue: number, fence: Fence, json: string): void {
    this.#post({ type: 'checkpoint', issue, fence, json });
  }

  acknowledge(orderId: string): void {
    this.#post({ type: 'acknowledge', orderId });
  }

  /** Goes on under a new process id; whatever was held under the old one is lost. */
  become(record: ProcessRecord): void {
    this.#record = record;
    this.#loseAll('its process was declared dead');
    this.#post({ type: 'become', record });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#checker);
    const exited = new Promise<void>((resolve) => {
      this.#thread.once('exit', () => resolve());
    });
    this.#post({ type: 'stop' });
    await Promise.race([exited, pause(STOP_WITHIN_MS)]);
    await this.#thread.terminate();
    this.#port.close();
  }

  #startThread(): [Worker, MessagePort] {
    const { port1, port2 } = new MessageChannel();
    const { redisUrl, project, everyMs } = this.#options;
    const options: HeartbeatOptions = { redisUrl, project, everyMs, record: this.#record };
    const thread = new Worker(new URL('./heartbeat-thread.js', import.meta.url), {
      workerData: { options, port: port2 },
      transferList: [port2],
      execArgv: [],
    });
    port1.on('message', (message: FromThread) => this.#take(message));
    thread.on('error', (error) => this.#options.on.fault(`the heartbeat thread failed: ${error.message}`));
    thread.on('exit', () => this.#startAgain());
    return [thread, port1];
  }

  /** A thread that failed is replaced, and takes up the leases that are still held. */
  #startAgain(): void {
    if (this.#isStopped) return;
    this.#port.close();
    [this.#thread, this.#port] = this.#startThread();
    for (const { issue, fence, taskType, priority } of this.#held.values()) {
      this.#post({ type: 'keep', lease: { issue, fence, taskType, priority } });
    }
  }

  #post(message: ToThread): void {
    this.#port.postMessage(message);
  }

  #take(message: FromThread): void {
    const { on } = this.#options;
    switch (message.type) {
      case 'beat':
        this.#noteBeat(message);
        return on.beat(message.unlisted);
      case 'lost':
        return this.#lose(keyOf(message), message.reason);
      case 'order':
        return on.order(message.orderId, message.order);
      case 'ended':
        return this.#noteEnd(message.processId);
      case 'fault':
        return on.fault(message.message);
      case 'stopped':
        return;
    }
  }

  #noteBeat(beat: FromThread & { type: 'beat' }): void {
    this.#options.clock.note(beat.redisMs, beat.arrivedMonotonicMs);
    const trustMs = this.#record.ttlMs - this.#options.marginMs;
    for (const lease of beat.renewed) {
      const held = this.#held.get(keyOf(lease));
      if (held === undefined) continue;
      held.trustedUntil = { monotonicMs: beat.startedMonotonicMs + trustMs, wallMs: beat.startedWallMs + trustMs };
    }
  }

  #noteEnd(processId: ProcessId): void {
    if (processId !== this.#record.processId) return;
    this.#loseAll('its process was declared dead');
    this.#options.on.ended(processId);
  }

  /** After a busy stretch the beats of that time still lie unread in the port: they count. */
  #checkTrust(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#take(next.message as FromThread);
    }
    const now = { monotonicMs: monotonicMs(), wallMs: Date.now() };
    for (const [key, { trustedUntil }] of this.#held) {
      const isTrusted = now.monotonicMs < trustedUntil.monotonicMs && now.wallMs < trustedUntil.wallMs;
      if (!isTrusted) this.#lose(key, 'it could not be renewed in time');
    }
  }

  #loseAll(reason: string): void {
    for (const key of this.#held.keys()) this.#lose(key, reason);
  }

  /** A lost lease is never beaten again. */
  #lose(key: string, reason: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.letGo(held.issue, held.fence);
    held.controller.abort(new LeaseLostError(held.issue, reason));
    this.#options.on.lost(held.issue, reason);
  }
}

const keyOf = ({ issue, fence }: { issue: number; fence: string }): string => `${issue}:${fence}`;
