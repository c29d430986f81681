/** A project for tests of transitions: its time stands still until the test moves it, and whatever a test did is checked. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { Fence, ProcessId, RequestId } from '../../queues/values.ts';
import type { CheckinRequest, CheckoutRequest } from '../../queues/requests.ts';
import { heartbeat, type Beat, type BeatReply } from '../../src/transitions/heartbeat.ts';
import { listExpired } from '../../src/transitions/list-expired.ts';
import { repair, type Orphan, type RepairOutcome } from '../../src/transitions/repair.ts';
import { tick } from '../../src/transitions/tick.ts';
import { indexFaults } from '../transitions/invariants.ts';
import { DrivenProject, TTL_MS } from './driven-project.ts';
import { KeyWatch } from './key-watch.ts';
import { dumpProject, type ProjectDump } from './project-dump.ts';
import { sharedRedis } from './shared-redis.ts';

/** When each test begins, in ms. */
export const T0 = 1_800_000_000_000;

/** A lease as its holder knows it. */
export interface HeldLease {
  issue: number;
  processId: ProcessId;
  fence: Fence;
  expiresAtMs: number;
}

/** Gives each test of the enclosing `describe` a fresh project; afterwards indexes and touched keys are checked. */
export function useTransitionProject(): TransitionProject {
  const project = new TransitionProject();
  before(() => project.open());
  beforeEach(() => project.begin());
  afterEach(() => project.check());
  after(() => project.end());
  return project;
}

export class TransitionProject {
  nowMs = T0;
  #watch: KeyWatch | undefined;
  #driven: DrivenProject | undefined;

  async open(): Promise<void> {
    const { url } = await sharedRedis();
    const redis = new Redis(url);
    await redis.set('mirin:test-clock', '1');
    this.#watch = await KeyWatch.start(redis);
  }

  begin(): void {
    if (this.#watch === undefined) throw new Error('the project is not open');
    this.#driven = new DrivenProject(this.#watch.redis);
    this.standAt(T0);
  }

  /** Nothing that a test did may leave an index wrong or touch a key that was not declared. */
  async check(): Promise<void> {
    expect(await this.watch.faults()).to.deep.equal([], 'keys that scripts touched');
    expect(await indexFaults(this.store)).to.deep.equal([], 'indexes against hashes');
  }

  end(): void {
    this.watch.stop();
    this.redis.disconnect();
  }

  get watch(): KeyWatch {
    if (this.#watch === undefined) throw new Error('the project is not open');
    return this.#watch;
  }

  get driven(): DrivenProject {
    if (this.#driven === undefined) throw new Error('no test has begun');
    return this.#driven;
  }

  get store() {
    return this.driven.store;
  }

  get redis(): Redis {
    return this.watch.redis;
  }

  get keys() {
    return this.store.keys;
  }

  get rules() {
    return this.driven.rules;
  }

  /** Sets Redis's clock; what lies between was a silence or a step. */
  standAt(nowMs: number): void {
    this.nowMs = nowMs;
    this.driven.setTime(nowMs);
  }

  /** Lets time pass in which Redis answered all the while. */
  async pass(ms: number): Promise<void> {
    this.standAt(this.nowMs + ms);
    if (await this.redis.exists(this.keys.own.clock)) await this.redis.hset(this.keys.own.clock, 'tick', this.nowMs);
  }

  /** Lets time pass in which nobody heard of Redis. */
  async silence(ms: number): Promise<void> {
    await this.tick();
    this.standAt(this.nowMs + ms);
  }

  /** As if Redis had been started anew since the last tick. */
  async restartRedis(): Promise<void> {
    await this.tick();
    await this.redis.hset(this.keys.own.clock, 'runId', 'another-run');
  }

  async tick(): Promise<void> {
    await tick(this.store);
  }

  /** Checks the issue out; it has to be free. */
  async take(issue: number, processId: ProcessId, over: Partial<CheckoutRequest> = {}): Promise<HeldLease> {
    const outcome = await this.driven.ask(issue, processId, over);
    if (outcome.outcome !== 'granted') throw new Error(`issue ${issue} was not granted: ${JSON.stringify(outcome)}`);
    return { issue, processId, fence: outcome.fence, expiresAtMs: outcome.expiresAtMs };
  }

  /** Beats for these leases. */
  async beat(processId: ProcessId, leases: readonly HeldLease[], over: Partial<Beat> = {}): Promise<BeatReply> {
    const named = leases.map(({ issue, fence }) => ({ issue, fence }));
    const beat = { processId, ttlMs: TTL_MS, leases: named, rssBytes: 1, cpuPercent: 2, acknowledged: [] };
    return heartbeat(this.store, { ...beat, ...over });
  }

  /** Asks for the repair of the lease as an orphan. */
  async repair(lease: HeldLease, over: Partial<Orphan> = {}): Promise<RepairOutcome> {
    const { issue, processId: holder, fence, expiresAtMs: deadlineMs } = lease;
    const orphan: Orphan = { issue, holder, fence, deadlineMs, cause: 'expired', ...over };
    return repair(this.store, orphan, this.rules, 'the test');
  }

  /** Takes the issue and lets its holder die: once as a death that counts. */
  async dieWith(issue: number): Promise<RepairOutcome> {
    return this.repair(await this.take(issue, await this.driven.register()), { cause: 'dead' });
  }

  async expired(): Promise<number[]> {
    return (await listExpired(this.store, 0, 100)).issues.map(({ issue }) => issue);
  }

  async issue(issue: number): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.issue(issue).issue);
  }

  async process(processId: ProcessId): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.process(processId).process);
  }

  async task(issue: number): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.issue(issue).task);
  }

  /** Deadline of the issue's lease in ms; NaN without one. */
  async deadlineMs(issue: number): Promise<number> {
    return Number((await this.redis.zscore(this.keys.own.leases, issue)) ?? Number.NaN);
  }

  /** Marks the issue's task wanted, as enqueueing does; its run. */
  async wantTask(issue: number, over: Record<string, string> = {}): Promise<number> {
    const id = `issue-${issue}`;
    const task = { id, state: 'waiting', run: '1', issue: String(issue), type: 'bug', priority: 'high', ...over };
    await this.redis.hset(this.keys.issue(issue).task, task);
    await this.redis.zadd(this.keys.own.tasks_wanted, this.nowMs, id);
    return Number(task.run);
  }

  /** Everything that the project has in Redis, but the clock. */
  async dump(): Promise<ProjectDump> {
    return dumpProject(this.redis, this.keys.project, ['clock']);
  }

  checkoutRequest(issue: number, processId: ProcessId, over: Partial<CheckoutRequest> = {}): CheckoutRequest {
    const request = { v: 1, kind: 'checkout', issue, processId, taskType: 'misc', priority: 'normal' } as const;
    const rest = { ttlMs: TTL_MS, deadlineMs: this.nowMs + 5_000, reopen: false, adopt: false };
    return { ...request, ...rest, requestId: 'request-checkout' as RequestId, ...over };
  }

  checkinRequest(lease: HeldLease, over: Partial<CheckinRequest> = {}): CheckinRequest {
    const { issue, processId, fence } = lease;
    const request = { v: 1, kind: 'checkin', issue, processId, fence, status: 'completed' } as const;
    return { ...request, requestId: 'request-checkin' as RequestId, ...over };
  }
}
