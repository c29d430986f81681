/** Follows a project's events as they happen, on a connection of its own. */

import type { Redis } from 'ioredis';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { checkSchema } from '../redis/schema.ts';
import { eventRecord, type EventRecord, type StreamEntry } from './event-record.ts';

/** A read that found nothing for so long is made anew, so that a connection that died silently is noticed. */
const LONGEST_WAIT_MS = 20_000;
const MOST_AT_ONCE = 200;

export interface WatchOptions {
  /** Ends the watching. */
  signal: AbortSignal;
  /** Id of the last event that is known already; `0` = all that are kept. Default: only those from now on. */
  after?: string;
}

/** The id of the project's newest event; `0-0` before the first. */
export async function lastEventId({ redis, keys }: ProjectStore): Promise<string> {
  const [newest] = await redis.xrevrange(keys.own.events, '+', '-', 'COUNT', 1).catch((error: unknown) => {
    throw toRedisFault(error, 'reading the newest event');
  });
  return newest?.[0] ?? '0-0';
}

/**
 * Yields each event once, in order, until the signal aborts. Waits for Redis while that is away. A watcher that falls
 * more than 10,000 events behind misses some: the stream keeps no more.
 */
export async function* watchEvents(store: ProjectStore, { signal, after }: WatchOptions): AsyncGenerator<EventRecord> {
  await checkSchema(store);
  const stream = store.keys.own.events;
  let last = after ?? (await lastEventId(store));
  const reader = connectReader(store.redis);
  const stop = (): void => reader.disconnect();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      for (const entry of await nextEntries(reader, stream, last, signal)) {
        [last] = entry;
        yield eventRecord(stream, entry);
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** A blocked read holds up its connection, and lasts longer than the caller's commands may. */
function connectReader(redis: Redis): Redis {
  const reader = redis.duplicate({
    enableOfflineQueue: true,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    socketTimeout: LONGEST_WAIT_MS * 1.5,
  });
  // It reconnects by itself; without a listener ioredis would print every failed attempt.
  reader.on('error', () => undefined);
  return reader;
}

async function nextEntries(
  reader: Redis,
  stream: string,
  last: string,
  signal: AbortSignal,
): Promise<readonly StreamEntry[]> {
  try {
    const found = await reader.xread('COUNT', MOST_AT_ONCE, 'BLOCK', LONGEST_WAIT_MS, 'STREAMS', stream, last);
    return found?.[0]?.[1] ?? [];
  } catch (error) {
    if (signal.aborted) return [];
    throw toRedisFault(error, 'watching events');
  }
}
