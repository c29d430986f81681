/** Asks a Redis what it is, before anything relies on it. */

import { Redis } from './ioredis.ts';
import { MirinError } from '../errors.ts';
import { connectionOptions, describeAddress } from './address.ts';
import { connectionFault, silenceFault } from './connection-fault.ts';
import { factsFrom, type RedisFacts } from './facts.ts';
import { refusalOf } from './suitability.ts';

export interface ProbeOptions {
  /** Longest time for connection, log-in and answer together, in ms. Default 2,000. */
  timeoutMs?: number;
}

/**
 * The facts of the Redis at `redisUrl`, which is one that Mirin can run on. No message shows user or password.
 * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) when it can't be reached, is silent, or not ready yet.
 * @throws RedisUnsuitableError (`MIRIN_REDIS_UNSUITABLE`) when it must not be used as it is.
 */
export async function probeRedis(redisUrl: string, options: ProbeOptions = {}): Promise<RedisFacts> {
  const facts = await readRedisFacts(redisUrl, options);
  const refusal = refusalOf(facts, describeAddress(redisUrl));
  if (refusal !== undefined) throw refusal;
  return facts;
}

/** Like {@link probeRedis}, but of a Redis that Mirin would refuse, or that is not ready, the facts as well. */
export async function readRedisFacts(redisUrl: string, { timeoutMs = 2_000 }: ProbeOptions = {}): Promise<RedisFacts> {
  const address = describeAddress(redisUrl);
  const { username = 'default', password, db = 0, ...place } = connectionOptions(redisUrl);
  const client = new Redis({
    ...place,
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: null,
    disableClientInfo: true,
    protocol: 2,
  });
  // The event tells the cause; the promises only that the connection is closed.
  let cause: Error | undefined;
  client.on('error', (error: Error) => (cause ??= error));
  const timer = new AbortController();
  try {
    return await Promise.race([
      readFacts(client, { username, password, db }),
      silence(address, timeoutMs, timer.signal),
    ]);
  } catch (error) {
    throw error instanceof MirinError ? error : connectionFault(address, cause ?? error);
  } finally {
    timer.abort();
    client.disconnect();
  }
}

interface LogIn {
  username: string;
  password: string | undefined;
  db: number;
}

/** Logs in by commands of its own: the client library takes some refusals for harmless and prints them. */
async function readFacts(client: Redis, { username, password, db }: LogIn): Promise<RedisFacts> {
  await client.connect();
  if (password !== undefined) await client.auth(username, password);
  if (db !== 0) await client.select(db);
  return factsFrom(await client.info(), await readConfig(client));
}

/** One name at a time: Redis 6.2 takes no more. Undefined where CONFIG is not allowed. */
async function readConfig(client: Redis): Promise<Map<string, string> | undefined> {
  try {
    const pairs = await Promise.all(['appendfsync', 'save'].map((name) => client.config('GET', name)));
    return new Map((pairs as [string, string][]).map(([name, value]) => [name, value]));
  } catch {
    return undefined;
  }
}

function silence(address: string, timeoutMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(silenceFault(address, timeoutMs)), timeoutMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
