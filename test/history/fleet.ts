/** The processes of one wave: Redis, workers and crews, each of which can be killed, stopped and replaced. */

import path from 'node:path';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import { type Child, startChild } from '../support/child.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import type { ClientSettings, CrewOrder, CrewSeat, CrewWord } from './crew.ts';
import type { ClientLife, Fault } from './history.ts';
import { nameOf } from './settings.ts';

/** A client's place in its history, whichever program takes it. */
export type Place = Omit<CrewSeat, 'name'> & { liveness: ClientLife['liveness'] };

export interface FleetOptions {
  settings: ClientSettings;
  lengthMs: number;
  /** Where records go. */
  folder: string;
  projects: readonly string[];
  workers: number;
  /** The places that each crew takes. */
  crews: readonly (readonly Place[])[];
  /** Whether Redis has every write on the disk before it answers, so that it can be killed. */
  survivesKills: boolean;
}

/** How long a start may take on a loaded machine. */
const START_WITHIN_MS = 180_000;
const CLOSE_WITHIN_MS = 20_000;

/** A crew's program as it is now. */
interface Crew {
  child: Child;
  seats: CrewSeat[];
}

export class Fleet {
  readonly redis: TestRedis;
  /** All clients that ever were, by name; times are of the monotonic clock. */
  readonly clients: Record<string, ClientLife> = {};
  readonly faults: Fault[] = [];
  readonly recordFiles: string[] = [];
  readonly #options: FleetOptions;
  readonly #crews: Crew[] = [];
  readonly #workers: Child[] = [];
  readonly #started: Child[] = [];
  /** Those that came to the end that they were meant to come to. */
  readonly #ended = new Set<Child>();
  #crewsStarted = 0;
  #startMs: number | undefined;

  static async start(options: FleetOptions): Promise<Fleet> {
    const redis = await startRedis({ appendfsync: options.survivesKills ? 'always' : 'everysec' });
    const fleet = new Fleet(redis, options);
    try {
      await fleet.#startAll();
      return fleet;
    } catch (error) {
      await fleet.end();
      throw error;
    }
  }

  private constructor(redis: TestRedis, options: FleetOptions) {
    this.redis = redis;
    this.#options = options;
  }

  /** What programs said that ended by themselves, which none ever should. */
  get crashes(): string[] {
    const crashed = this.#started.filter((child) => child.hasExited && !this.#ended.has(child));
    return crashed.map(({ pid, otherOutput }) => `process ${pid} ended by itself: ${otherOutput}`);
  }

  /** Lets all plans begin. */
  play(startMs: number): void {
    this.#startMs = startMs;
    for (const { child } of this.#crews) child.tell({ startMs } satisfies CrewWord);
  }

  /** Kills a crew; another takes its places. */
  async killCrew(index: number): Promise<void> {
    await this.#endCrew(index, this.#kill);
    this.#startCrew(index);
  }

  /** Stops a crew, for as long as `until` takes. */
  async stopCrew(index: number, until: Promise<void>): Promise<void> {
    await stopped(this.#crews[index]?.child, until);
  }

  async killWorker(index: number): Promise<void> {
    const fromMs = monotonicMs();
    const worker = this.#workers[index];
    if (worker !== undefined) await this.#kill(worker);
    await this.#startWorker(index);
    this.faults.push({ of: 'worker', fromMs, untilMs: monotonicMs() });
  }

  async stopWorker(index: number, until: Promise<void>): Promise<void> {
    const fromMs = monotonicMs();
    await stopped(this.#workers[index], until);
    this.faults.push({ of: 'worker', fromMs, untilMs: monotonicMs() });
  }

  async pauseRedis(until: Promise<void>): Promise<void> {
    const fromMs = monotonicMs();
    this.redis.pause();
    await until;
    this.redis.resume();
    this.faults.push({ of: 'redis', fromMs, untilMs: monotonicMs() });
  }

  async restartRedis(): Promise<void> {
    const fromMs = monotonicMs();
    await this.redis.kill();
    await this.redis.restart();
    this.faults.push({ of: 'redis', fromMs, untilMs: monotonicMs() });
  }

  /** Ends all clients: those in order of whom `isOrderly` says so, the others by SIGKILL. */
  async dismiss(isOrderly: (crew: number) => boolean): Promise<void> {
    const ends = this.#crews.map((_, index) => this.#endCrew(index, isOrderly(index) ? this.#close : this.#kill));
    await Promise.all(ends);
  }

  async end(): Promise<void> {
    await Promise.all(this.#started.map((child) => child.kill('SIGKILL')));
    await this.redis.stop();
  }

  async #startAll(): Promise<void> {
    const { workers, crews } = this.#options;
    for (const index of crews.keys()) this.#startCrew(index);
    await Promise.all([
      ...Array.from({ length: workers }, (_, index) => this.#startWorker(index)),
      ...this.#crews.map(({ child }) => ready(child)),
    ]);
  }

  #startCrew(index: number): void {
    const { settings, lengthMs, folder, crews } = this.#options;
    const generation = (this.#crewsStarted += 1);
    const recordFile = path.join(folder, `crew-${generation}.jsonl`);
    const seats = (crews[index] ?? []).map(({ liveness, ...place }): CrewSeat => {
      const name = `${nameOf(place.seed)}${place.place}-${generation}`;
      this.clients[name] = { liveness };
      return { ...place, name };
    });
    const order: CrewOrder = { redisUrl: this.redis.url, recordFile, seats, lengthMs, settings };
    this.recordFiles.push(recordFile);
    const child = this.#start('test/programs/crew.js', order);
    if (this.#startMs !== undefined) child.tell({ startMs: this.#startMs } satisfies CrewWord);
    this.#crews[index] = { child, seats };
  }

  async #startWorker(index: number): Promise<void> {
    const { settings, projects } = this.#options;
    const flags = { ...settings, lockDelayMs: 0, projects: projects.join(','), redisUrl: this.redis.url };
    const child = this.#start('test/programs/worker.js', flags);
    this.#workers[index] = child;
    await ready(child);
  }

  #start(program: string, order: object): Child {
    const child = startChild(program, [JSON.stringify(order)]);
    this.#started.push(child);
    return child;
  }

  async #endCrew(index: number, end: (child: Child) => Promise<void>): Promise<void> {
    const crew = this.#crews[index];
    if (crew === undefined) return;
    const fromMs = monotonicMs();
    await end(crew.child);
    const gone = { fromMs, byMs: monotonicMs() };
    for (const { name } of crew.seats) this.clients[name] = { liveness: 'beat', ...this.clients[name], gone };
  }

  readonly #kill = async (child: Child): Promise<void> => {
    if (!child.hasExited) this.#ended.add(child);
    await child.kill('SIGKILL');
  };

  /** One that does not come to an end by itself is killed. */
  readonly #close = async (child: Child): Promise<void> => {
    await child.kill('SIGCONT');
    child.tell({ close: true } satisfies CrewWord);
    const options = { withinMs: CLOSE_WITHIN_MS };
    await waitFor('a crew to end in order', () => child.hasExited, options).catch(() => this.#kill(child));
    if ((await child.exited).code === 0) this.#ended.add(child);
  };
}

const ready = (child: Child): Promise<unknown> => child.next(({ event }) => event === 'ready', START_WITHIN_MS);

async function stopped(child: Child | undefined, until: Promise<void>): Promise<void> {
  await child?.kill('SIGSTOP');
  await until;
  await child?.kill('SIGCONT');
}
