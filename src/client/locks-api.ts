/** What a client can do with named locks: take them, see them, take them from others. */

import { z } from 'zod';
import { fenceSchema, lockNameSchema, MAX_TTL_MS } from '../../queues/values.ts';
import { LeaseLostError } from '../errors.ts';
import { getLock, listLocks } from '../store/read-locks.ts';
import { releaseLock, type ReleaseLockOutcome } from '../transitions/lock-release.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import type { Holder } from './holder.ts';
import type { Lock, LockAnswer } from './lock.ts';
import { whileTrusted } from './while-trusted.ts';

const WAIT = { error: 'a whole number of ms from 0 to 86400000 (24 h)' };

const lockOptionsSchema = z.strictObject({
  /** Time in ms to wait in the line where the lock is not free; up to 24 h. Default 0: taken or refused at once. */
  waitMs: z.number(WAIT).int(WAIT).min(0, WAIT).max(MAX_TTL_MS, WAIT).default(0),
  /** Ends the waiting. */
  signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
});
export type LockOptions = z.input<typeof lockOptionsSchema>;

const REASON = { error: '1 to 200 characters without control characters' };
const releaseOptionsSchema = z.strictObject({
  /** Only the lease with this number. Default: whichever is current. */
  fence: fenceSchema.optional(),
  /** Why, for the events. */
  reason: z
    .string(REASON)
    .regex(/^\P{Cc}{1,200}$/u, REASON)
    .optional(),
});
export type ReleaseLockOptions = z.input<typeof releaseOptionsSchema>;

export type WithLockOutcome<T> = { outcome: 'done'; value: T } | Exclude<LockAnswer, { outcome: 'acquired' }>;

export class LocksApi {
  readonly #context: ClientContext;
  readonly #holder: Holder;

  constructor(context: ClientContext, holder: Holder) {
    this.#context = context;
    this.#holder = holder;
  }

  /**
   * Takes the lock; whoever waits gets it in the order in which they came. Heartbeats keep it until it is released; it
   * comes free by itself when this process ends or dies. Held by this very process it is `held`, too (`yours`).
   * @throws RequestInvalidError naming the faulty fields · RedisUnavailableError when Redis is away
   * @throws the signal's reason when that ends the waiting
   */
  async acquire(name: string, options: LockOptions = {}): Promise<LockAnswer> {
    const lock = parseRequest(lockNameSchema, name, 'lock');
    const { waitMs, signal } = parseRequest(lockOptionsSchema, options, 'options');
    signal?.throwIfAborted();
    return await this.#holder.acquireLock({ lock, waitMs, signal });
  }

  /**
   * Runs `handler` under the lock and gives it back, whatever comes of it.
   * @throws whatever the handler threw; LeaseLostError when the lock was lost meanwhile
   */
  async withLock<T>(
    name: string,
    options: LockOptions,
    handler: (lock: Lock) => Promise<T>,
  ): Promise<WithLockOutcome<T>> {
    const answer = await this.acquire(name, options);
    if (answer.outcome !== 'acquired') return answer;
    const { lock } = answer;
    const value = await runUnderLock(lock, handler);
    const { outcome } = await whileTrusted(lock, () => lock.release());
    if (outcome === 'not-held') throw new LeaseLostError({ lock: lock.name }, 'it was no longer held at its release');
    return { outcome: 'done', value };
  }

  /** Takes a lock from whoever holds it, or gives one back by its fence; the holder hears of it with its next heartbeat. */
  async release(name: string, options: ReleaseLockOptions = {}): Promise<ReleaseLockOutcome> {
    const lock = parseRequest(lockNameSchema, name, 'lock');
    const { fence, reason } = parseRequest(releaseOptionsSchema, options, 'options');
    return await releaseLock(this.#context.store, lock, { fence, by: this.#holder.processId, reason });
  }

  /** Who holds the lock; null = nobody. */
  async get(name: string): ReturnType<typeof getLock> {
    return getLock(this.#context.store, name);
  }

  /** Locks that are held, longest held first, a page at a time: pass `next` as `cursor` to go on. */
  async list(options: Parameters<typeof listLocks>[1] = {}): ReturnType<typeof listLocks> {
    return listLocks(this.#context.store, options);
  }
}

async function runUnderLock<T>(lock: Lock, handler: (lock: Lock) => Promise<T>): Promise<T> {
  try {
    return await handler(lock);
  } catch (error) {
    // The handler's own fault is what its caller must see.
    await whileTrusted(lock, () => lock.release()).catch(() => undefined);
    throw error;
  }
}
