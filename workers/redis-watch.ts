/** Says when Redis stops serving the workers, why, and when it serves again: once each, however many commands fail meanwhile. */

import { pause } from '../src/client/deadline.ts';
import { type MirinError, RedisUnavailableError } from '../src/errors.ts';
import type { EventName } from '../src/log/events.ts';
import type { LogFields } from '../src/log/fields.ts';
import type { Log } from '../src/log/log.ts';
import { isPassing, toRedisFault } from '../src/redis/faults.ts';
import { probeRedis } from '../src/redis/probe.ts';

/** A step that takes so long is looked into. */
const PATIENCE_MS = 3_000;

/** What is known of a Redis that answers, while a write to it waits. */
const NO_WRITE: ConstructorParameters<typeof RedisUnavailableError> = [
  `Redis answers, but has taken no write for ${PATIENCE_MS / 1_000} s`,
  undefined,
  'Look for a CLIENT PAUSE, a disk that hangs, or a host that is overloaded; all goes on by itself then.',
];

/** What BullMQ says of a job that it held on to for too long; whoever takes it finds what was done. */
const LOST_LOCK = /^(Missing lock for job|could not renew lock for job)/;

export class RedisWatch {
  readonly #redisUrl: string;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #told: string | undefined;
  #lostAtMs = 0;

  constructor(redisUrl: string, log: Log) {
    this.#redisUrl = redisUrl;
    this.#log = log;
  }

  /** Runs a step that writes to Redis, over and over: what it meets is how Redis is. */
  async follow(step: () => Promise<void>): Promise<void> {
    const running = step().then(
      () => 'done' as const,
      (error: unknown) => ({ error }),
    );
    let end = await this.#waitFor(running, PATIENCE_MS);
    while (end === undefined && !this.#stopped.signal.aborted) {
      const fault = await this.#diagnose(new RedisUnavailableError(...NO_WRITE));
      // It may have come to its end meanwhile.
      end = await this.#waitFor(running, 0);
      if (end === undefined) this.#tellLoss(fault);
      end ??= await this.#waitFor(running, PATIENCE_MS);
    }
    if (end === 'done') this.#tellReturn();
    else if (end !== undefined && !isPassing(end.error)) throw end.error;
    else if (end !== undefined) this.#tellLoss(await this.#diagnose(toRedisFault(end.error, 'the tick of a worker')));
  }

  /** Waits for no step any more: where Redis does not come back, one may never end. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Reports a fault under this name, unless it is only what the state of Redis brings about. */
  report(name: EventName, fields: LogFields, error: unknown): void {
    if (isPassing(error)) this.#log.event('redis.interrupted', fields, error);
    else if (error instanceof Error && LOST_LOCK.test(error.message)) this.#log.event('queue.unlocked', fields, error);
    else this.#log.event(name, fields, error);
  }

  async #waitFor<T>(running: Promise<T>, ms: number): Promise<T | undefined> {
    const waiting = new AbortController();
    const patience = pause(ms, waiting.signal, this.#stopped.signal).then(() => undefined);
    const end = await Promise.race([running, patience]);
    waiting.abort();
    return end;
  }

  /** A connection of one's own sees more than a command that waits or was refused. */
  async #diagnose(seen: MirinError): Promise<MirinError> {
    if (this.#stopped.signal.aborted) return seen;
    return probeRedis(this.#redisUrl).then(
      () => seen,
      (error: MirinError) => error,
    );
  }

  #tellLoss(fault: MirinError): void {
    if (this.#told === fault.message || this.#stopped.signal.aborted) return;
    if (this.#told === undefined) this.#lostAtMs = Date.now();
    this.#told = fault.message;
    this.#log.event('redis.lost', {}, fault);
  }

  #tellReturn(): void {
    if (this.#told === undefined) return;
    this.#told = undefined;
    this.#log.event('redis.returned', { awayMs: Date.now() - this.#lostAtMs });
  }
}
