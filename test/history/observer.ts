/** Watches a wave from outside: hears what is published, measures what a repair takes, and reads everything in the end. */

import { Redis } from 'ioredis';
import {
  closeQueues,
  openProjectQueues,
  openSharedQueues,
  type ProjectQueues,
  type SharedQueues,
} from '../../src/enqueue/open-queues.ts';
import { projectStore, type ProjectStore } from '../../src/redis/project-store.ts';
import { waitFor } from '../support/wait-for.ts';
import { keysOfNobody } from './checks/state.ts';
import { collect } from './collect.ts';
import type { Fleet } from './fleet.ts';
import type { ClientLife, History, Span } from './history.ts';
import { readRecords } from './read-records.ts';
import { between, measureOffset, type Offset } from './redis-offset.ts';
import { RepairGauge } from './repair-gauge.ts';
import { nameOf, projectOf, RULES } from './settings.ts';

/** Much longer than the last lease can live and be repaired: only spent when something is wrong. */
const SETTLE_WITHIN_MS = 300_000;
/** For the repairs of nothing. */
const GAUGE_PROJECT = 'acme/gauge';

/** One history as it can be seen in Redis. */
interface Stage {
  seed: number;
  store: ProjectStore;
  queues: ProjectQueues;
}

export class Observer {
  /** Waits for Redis as long as it takes. */
  readonly redis: Redis;
  readonly #stages: readonly Stage[];
  readonly #shared: SharedQueues;
  readonly #gauge: RepairGauge;
  readonly #listener: Redis;
  readonly #published = new Map<string, [requestId: string, text: string][]>();
  readonly #offset: Offset;

  /** Watches the histories with these seeds. */
  static async start(redisUrl: string, seeds: readonly number[]): Promise<Observer> {
    const redis = connect(redisUrl);
    return new Observer(redis, await measureOffset(redis), seeds);
  }

  private constructor(redis: Redis, offset: Offset, seeds: readonly number[]) {
    this.redis = redis;
    this.#offset = offset;
    this.#stages = seeds.map((seed) => stageOf(this.redis, seed));
    this.#shared = openSharedQueues(this.redis);
    this.#gauge = new RepairGauge(projectStore(this.redis, GAUGE_PROJECT), this.#shared);
    this.#listener = redis.duplicate();
    this.#listener.on('error', () => undefined);
    this.#listener.on('pmessage', (_: string, channel: string, message: string) => this.#hear(channel, message));
    this.#listener.psubscribe('mirin:*:replies').catch(() => undefined);
  }

  /** Waits until no request waits and nobody holds an issue; what is still there after that is for the checker. */
  async settle(): Promise<void> {
    const look = async () => (await Promise.all(this.#stages.map(isQuiet))).every(Boolean);
    const options = { withinMs: SETTLE_WITHIN_MS, everyMs: 250 };
    await waitFor('all histories to come to rest', look, options).catch(() => undefined);
    await this.#gauge.stop();
  }

  /** The histories that the fleet's programs have recorded. */
  async gather(fleet: Fleet): Promise<History[]> {
    const { ms, errorMs } = between(this.#offset, await measureOffset(this.redis));
    const toRedisMs = (monotonicMs: number): number => Math.round(monotonicMs + ms);
    const moved = <S extends Span>(span: S): S => {
      return { ...span, fromMs: toRedisMs(span.fromMs), untilMs: toRedisMs(span.untilMs) };
    };
    const records = readRecords(fleet.recordFiles, toRedisMs);
    const common = {
      rules: RULES,
      clockErrorMs: Math.ceil(errorMs),
      faults: fleet.faults.map(moved),
      gauged: this.#gauge.spans.map(moved),
    };
    const histories: History[] = [];
    for (const { seed, store, queues } of this.#stages) {
      const { project } = store.keys;
      const recorded = records.get(project) ?? { calls: [], beats: [] };
      const lives = Object.entries(fleet.clients).filter(([name]) => name.startsWith(nameOf(seed)));
      const clients = Object.fromEntries(lives.map(([name, life]) => [name, lifeIn(toRedisMs, life)]));
      const published = this.#published.get(project) ?? [];
      const endedMs = await redisTime(this.redis);
      histories.push({
        ...{ seed, project, ...common, ...recorded, clients, published, endedMs },
        ...(await collect(store, queues)),
      });
    }
    return histories;
  }

  /** Keys in Redis that belong to no history and not to what all share. */
  async strayKeys(): Promise<string[]> {
    const keys = new Set<string>();
    for await (const found of this.redis.scanStream({ count: 1_000 }))
      for (const key of found as string[]) keys.add(key);
    return keysOfNobody([...keys], [GAUGE_PROJECT, ...this.#stages.map(({ seed }) => projectOf(seed))]);
  }

  async close(): Promise<void> {
    const own = this.#stages.flatMap(({ queues }) => Object.values(queues));
    await closeQueues(...own, ...Object.values(this.#shared));
    this.redis.disconnect();
    this.#listener.disconnect();
  }

  /** A message is a request's id, its fingerprint and its outcome; the channel tells the project. */
  #hear(channel: string, message: string): void {
    const project = /\{(.+?)\}/.exec(channel)?.[1] ?? '';
    const [, requestId = '', text = ''] = /^(\S+) \S+ (.*)$/s.exec(message) ?? [];
    const heard = this.#published.get(project) ?? [];
    heard.push([requestId, text]);
    this.#published.set(project, heard);
  }
}

function connect(redisUrl: string): Redis {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  return redis;
}

function stageOf(redis: Redis, seed: number): Stage {
  const project = projectOf(seed);
  return { seed, store: projectStore(redis, project), queues: openProjectQueues(redis, project) };
}

async function isQuiet({ store, queues }: Stage): Promise<boolean> {
  if ((await store.redis.scard(store.keys.own.processing_issues)) > 0) return false;
  const counts = await queues.requests.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
  return Object.values(counts).every((count) => count === 0);
}

async function redisTime(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}

function lifeIn(toRedisMs: (ms: number) => number, { gone, ...life }: ClientLife): ClientLife {
  if (gone === undefined) return life;
  return { ...life, gone: { fromMs: toRedisMs(gone.fromMs), byMs: toRedisMs(gone.byMs) } };
}
