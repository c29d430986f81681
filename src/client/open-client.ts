/** Opens everything that a client needs: settings, connections, queues, reply channel; checked and bounded in time. */

import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { ConfigInvalidError, type MirinError, RedisUnavailableError } from '../errors.ts';
import { loadSettings } from '../configuration/load-settings.ts';
import type { Settings } from '../configuration/settings.ts';
import { openProjectQueues, openSharedQueues } from '../enqueue/open-queues.ts';
import { createLog } from '../log/log.ts';
import { readRunningRedis } from '../private-redis/find-redis.ts';
import { connectCaller, connectSubscriber, whenReady } from '../redis/connect.ts';
import { toRedisFault } from '../redis/faults.ts';
import { type ProjectStore, projectStore } from '../redis/project-store.ts';
import { checkSchema } from '../redis/schema.ts';
import { leaseRules } from '../transitions/lease-rules.ts';
import type { ClientContext } from './client-context.ts';
import type { ConnectOptions } from './connect-options.ts';
import { within } from './deadline.ts';
import { GroupCommit } from './group-commit.ts';
import { RedisClock } from './redis-clock.ts';
import { Replies } from './replies.ts';

/** A Redis that refuses what it is asked says so at once. */
const REFUSED_WITHIN_MS = 1_000;

/** Connections that one client keeps: commands, replies, heartbeats. */
export const CONNECTIONS_PER_CLIENT = 3;

/** @throws ConfigInvalidError naming every faulty option · RedisUnavailableError when Redis does not answer in time */
export async function openClient(options: ConnectOptions): Promise<ClientContext> {
  return openContext(readSettings(options), options.log);
}

/** The same for whoever has loaded its settings already. */
export async function openContext(settings: Settings, log = createLog({ level: 'silent' })): Promise<ClientContext> {
  const [project] = settings.projects;
  if (project === undefined) throw missing('project', 'owner/repo (option project or MIRIN_PROJECT)');
  if (settings.processName === undefined)
    throw missing('process', "this program's name (option process or MIRIN_PROCESS)");
  const redisUrl = await urlOf(settings);
  const name = `mirin-client:${settings.processName}`;
  const redis = connectCaller({ url: redisUrl, name, commandTimeoutMs: settings.requestTimeoutMs });
  const subscriber = connectSubscriber({ url: redisUrl, name: `${name}:replies` });
  const store = projectStore(redis, project.key);
  const clock = await firstContact(store, subscriber, settings.requestTimeoutMs).catch((error: unknown) => {
    redis.disconnect();
    subscriber.disconnect();
    throw error;
  });
  const queues = openProjectQueues(redis, project.key);
  const shared = openSharedQueues(redis);
  return {
    project,
    settings,
    redisUrl,
    rules: leaseRules(settings),
    redis,
    subscriber,
    store,
    queues,
    groups: new GroupCommit(queues.requests),
    shared,
    target: { store, project: queues, shared },
    replies: new Replies(subscriber),
    clock,
    closing: closingController(),
    log,
  };
}

/** Each request under way listens to its signal, however many there are. */
function closingController(): AbortController {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  return closing;
}

async function firstContact(store: ProjectStore, subscriber: Redis, withinMs: number): Promise<RedisClock> {
  await Promise.all([store.redis, subscriber].map((connection) => whenReady(connection, withinMs))).catch(
    async (error: unknown) => {
      // The connection for commands may know more: that Redis still loads its data.
      throw (await refusalOf(store.redis)) ?? error;
    },
  );
  await checkSchema(store);
  return RedisClock.of(store.redis);
}

async function refusalOf(redis: Redis): Promise<MirinError | undefined> {
  if (redis.status !== 'ready') return undefined;
  const pong = redis.ping().then(
    () => undefined,
    (error: unknown) => toRedisFault(error, 'a new client'),
  );
  return within(REFUSED_WITHIN_MS, pong);
}

function readSettings(options: ConnectOptions): Settings {
  const { project, process, redis, log: _log, kind: _kind, ...rest } = options;
  const flags = { ...rest, projects: project, processName: process, redisUrl: redis };
  return loadSettings({ flags }).settings;
}

async function urlOf(settings: Settings): Promise<string> {
  if (settings.redisUrl !== undefined) return settings.redisUrl;
  const running = await readRunningRedis(settings.dataDir);
  if (running !== undefined) return running.url;
  throw new RedisUnavailableError('no Redis is configured (REDIS_URL), and none was started here by mirin up');
}

function missing(field: string, expected: string): ConfigInvalidError {
  return new ConfigInvalidError([{ field, expected, received: 'nothing' }]);
}
