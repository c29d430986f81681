/** The three kinds of connection to Redis that Mirin opens, and how each behaves while Redis is away. */

import type { RedisOptions } from 'ioredis';
import { Redis } from './ioredis.ts';
import { RedisUnavailableError } from '../errors.ts';
import { connectionOptions } from './address.ts';

export interface ConnectionOptions {
  url: string;
  /** Shown in CLIENT LIST. */
  name: string;
  onFault?: (error: Error) => void;
}

/** Quick at first, so that clients are back half a second after Redis is; never more than 2 s apart. */
const retryStrategy = (tries: number): number =>
  Math.min(50 * 2 ** Math.min(tries, 6), 2_000) + Math.floor(Math.random() * 50);

/** While Redis loads its data, it is asked so often whether it is done. */
const ASK_WHILE_LOADING_EVERY_MS = 1_000;

/** So often at most: in between a replica answers reads, and says what it refuses. */
const FOLLOW_EVERY_MS = 2_000;
const followedAtMs = new WeakMap<RedisOptions, number>();

/** A master that was deposed keeps its connections; a new one finds what the address leads to now. */
function reconnectOnError(this: RedisOptions, { message }: Error): boolean {
  const nowMs = performance.now();
  const isDue = nowMs > (followedAtMs.get(this) ?? 0) + FOLLOW_EVERY_MS;
  if (!isDue || !message.includes("READONLY You can't write")) return false;
  followedAtMs.set(this, nowMs);
  return true;
}

const KEEP_ALIVE_MS = 30_000;

/** Longer than any command of a worker waits for its answer: BullMQ blocks for 10 s at most. */
const WORKER_SILENCE_MS = 30_000;

/** For callers with a time limit: nothing waits in memory for Redis to come back, nothing is sent twice. */
export function connectCaller(options: ConnectionOptions & { commandTimeoutMs: number }): Redis {
  return open(options, {
    enableOfflineQueue: false,
    // A Redis that still loads says so to each command, instead of being waited for without a word.
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: options.commandTimeoutMs,
    // A connection that went silent without being closed (a dropped NAT entry) is replaced.
    socketTimeout: options.commandTimeoutMs * 2,
  });
}

/** For BullMQ's workers, which wait for Redis as long as it takes. */
export const connectWorker = (options: ConnectionOptions): Redis =>
  open(options, { maxRetriesPerRequest: null, socketTimeout: WORKER_SILENCE_MS });

/** For the reply channel, which sees to its own resubscription (src/client/replies.ts). */
export const connectSubscriber = (options: ConnectionOptions): Redis =>
  open(options, { maxRetriesPerRequest: null, autoResubscribe: false });

/** Waits until the connection is usable. @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) after `timeoutMs`. */
export async function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  let lastFault: Error | undefined;
  const noteFault = (error: Error): void => {
    lastFault = error;
  };
  redis.on('error', noteFault);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
      redis.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  } catch {
    const why = lastFault === undefined ? '' : `: ${lastFault.message}`;
    throw new RedisUnavailableError(
      `Redis at ${placeOf(redis)} did not answer within ${timeoutMs} ms${why}`,
      lastFault,
    );
  } finally {
    redis.off('error', noteFault);
  }
}

/** Host and port, or socket path: what may be shown to people. */
const placeOf = ({ options }: Redis): string =>
  options.path ?? `${options.host ?? 'localhost'}:${options.port ?? 6379}`;

function open({ url, name, onFault }: ConnectionOptions, behaviour: RedisOptions): Redis {
  const redis = new Redis({
    ...connectionOptions(url),
    retryStrategy,
    reconnectOnError,
    maxLoadingRetryTime: ASK_WHILE_LOADING_EVERY_MS,
    connectTimeout: 5_000,
    // So that nothing between here and Redis forgets a connection that is idle.
    keepAlive: KEEP_ALIVE_MS,
    connectionName: name,
    ...behaviour,
    replyMapping: 'legacy',
  });
  // Without a listener ioredis would print every failed attempt; the callers report what matters.
  redis.on('error', (error: Error) => onFault?.(error));
  return redis;
}
