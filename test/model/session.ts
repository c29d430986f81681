/** Runs each call twice, by the specification and by Redis, and holds reply and state of the one against the other. */

import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { projectKeyNames } from '../support/project-dump.ts';
import { T0 } from '../support/transition-fixture.ts';
import { HeardReplies } from './heard-replies.ts';
import { tick } from './spec/gaps.ts';
import { emptyWorld, type World } from './spec/world.ts';
import { brief, StateComparison } from './state-comparison.ts';
import type { Tally } from './tally.ts';

/** One call of a transition. */
export interface Call<T> {
  /** The script. */
  name: string;
  /** What it was asked, for whoever reads of a mismatch. */
  asked: unknown;
  spec: (world: World) => T;
  real: (store: ProjectStore) => Promise<T>;
  /** What kind of reply it was; for many requests, of each. */
  kind: (reply: T) => string | readonly string[];
}

export interface SessionOptions {
  redis: Redis;
  /** Redis's run. */
  runId: string;
  /** A connection that does nothing else. */
  listener: Redis;
  tally: Tally;
}

export class Session {
  readonly world: World;
  readonly project: DrivenProject;
  readonly #tally: Tally;
  readonly #heard: HeardReplies;
  readonly #comparison: StateComparison;
  /** All that was done, as it was answered. */
  readonly #journal: string[] = [];
  #wasCalled = false;

  /** A fresh project. */
  static async start({ redis, runId, listener, tally }: SessionOptions): Promise<Session> {
    const project = new DrivenProject(redis);
    return new Session(project, emptyWorld(T0, runId), tally, await HeardReplies.start(project.store, listener));
  }

  private constructor(project: DrivenProject, world: World, tally: Tally, heard: HeardReplies) {
    this.project = project;
    this.world = world;
    this.#tally = tally;
    this.#heard = heard;
    this.#comparison = new StateComparison(project.store);
    this.standAt(world.nowMs);
  }

  get store(): ProjectStore {
    return this.project.store;
  }

  /** Sets Redis's clock. */
  standAt(nowMs: number): void {
    this.world.nowMs = nowMs;
    this.project.setTime(nowMs);
  }

  /** Makes the call; the reply that both gave. @throws Error that shows where they differ */
  async same<T>({ name, asked, spec, real, kind }: Call<T>): Promise<T> {
    const expected = spec(this.world);
    const found = await real(this.store);
    this.#wasCalled = true;
    this.note(`${name} ${brief(asked)} → ${brief(found)}`);
    const isSame = isDeepStrictEqual(found, expected);
    if (!isSame) this.#expectNone([`${name} answered ${brief(found)}, not ${brief(expected)}`]);
    for (const each of [kind(found)].flat()) this.#tally.note(`${name}: ${each}`);
    return found;
  }

  /** Compares the state, where calls were made since the last time. @throws Error that shows where they differ */
  async compare(): Promise<void> {
    if (!this.#wasCalled) return;
    this.#wasCalled = false;
    this.#tally.noteWorld(this.world);
    this.#expectNone(await this.#comparison.afterStep(this.world));
  }

  /** Writes down what is no call. */
  note(what: string): void {
    this.#journal.push(`${this.world.nowMs - T0} ms: ${what}`);
  }

  /** Ends the sequence: no index is wrong, and every process heard what it was to hear, in that order. */
  async end(): Promise<void> {
    this.#expectNone(await this.#comparison.atTheEnd(this.world));
    this.#expectNone(await this.#heard.differences(this.world.published));
    const { faults } = await verifyIndexes(this.store);
    this.#expectNone(faults.map((fault) => `verify found ${brief(fault)}`));
  }

  /** Leaves nothing behind. */
  async close(): Promise<void> {
    await this.#heard.stop();
    await this.#wipe();
  }

  /** Redis loses all that it had of the project, which was compared before. */
  async loseAll(): Promise<void> {
    const { nowMs, runId, published } = this.world;
    this.#expectNone(await this.#comparison.atTheEnd(this.world));
    await this.#wipe();
    Object.assign(this.world, { ...emptyWorld(nowMs, runId), published });
  }

  /** Removes every key of the project. */
  async #wipe(): Promise<void> {
    const { redis, keys } = this.store;
    const names = await projectKeyNames(redis, keys.project);
    if (names.length > 0) await redis.unlink(...names.map((name) => this.project.key(name)));
  }

  /** Looking into indexes takes the time, as every script does; where there is nothing to look at, it does not. */
  noteLook(): void {
    const { issues, tasks, locks } = this.world;
    const isThere = [...issues.values()].some(({ work, labelEpoch }) => work.status ?? labelEpoch);
    const isLockThere = [...locks.values()].some(({ fence }) => fence !== undefined);
    if (isThere || isLockThere || tasks.size > 0) tick(this.world);
  }

  #expectNone(differences: readonly string[]): void {
    if (differences.length === 0) return;
    throw new Error(`${differences.join('\n')}\n\nwhat was done:\n${this.#journal.join('\n')}`);
  }
}
