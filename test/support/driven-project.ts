/** A fresh project whose state tests bring about by the transitions themselves, on a clock that they may set. */

import { Redis } from 'ioredis';
import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckinRequest, CheckoutRequest } from '../../queues/requests.ts';
import type { CheckinStatus, Fence, LockName, ProcessId, RequestId } from '../../queues/values.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { projectKeys } from '../../src/redis/keys.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { leaseRules } from '../../src/transitions/lease-rules.ts';
import { acquireLock, type LockRequest } from '../../src/transitions/lock-acquire.ts';
import { registerProcess, type ProcessRecord } from '../../src/transitions/register-process.ts';
import { repair, type Orphan, type RepairOutcome } from '../../src/transitions/repair.ts';
import { freshProject, sharedRedis } from './shared-redis.ts';

export const TTL_MS = 90_000;
const HOUR_MS = 3_600_000;

export class DrivenProject {
  readonly store: ProjectStore;
  readonly rules = leaseRules(settingsSchema.parse({}));
  #nowMs: number | undefined;
  #made = 0;

  static async start(): Promise<DrivenProject> {
    const { url } = await sharedRedis();
    const redis = new Redis(url);
    await redis.set('mirin:test-clock', '1');
    return new DrivenProject(redis);
  }

  constructor(redis: Redis, project = freshProject()) {
    const nowMs = (): number | undefined => this.#nowMs;
    this.store = {
      redis,
      keys: projectKeys(project),
      get nowMs() {
        return nowMs();
      },
    } as ProjectStore;
  }

  get redis(): Redis {
    return this.store.redis;
  }

  /** Full name of a key of this project, from what follows its prefix. */
  key(rest: string): string {
    return `mirin:{${this.store.keys.project}}:${rest}`;
  }

  /** Stops the project's clock at this time; undefined lets it run. */
  setTime(nowMs: number | undefined): void {
    this.#nowMs = nowMs;
  }

  close(): void {
    this.redis.disconnect();
  }

  async register(name = 'bot', over: Partial<ProcessRecord> = {}): Promise<ProcessId> {
    const processId = `${name}~${this.#unique()}` as ProcessId;
    const record = { processId, name, liveness: 'beat', kind: 'program', pid: 4242, pidStarted: '77' } as const;
    const place = { machineId: 'boot1-ns1', host: 'host-a', tmuxSession: '', version: '0.1.0', ttlMs: TTL_MS };
    await registerProcess(this.store, { ...record, ...place, ...over });
    return over.processId ?? processId;
  }

  async ask(issue: number, processId: ProcessId, over: Partial<CheckoutRequest> = {}): Promise<CheckoutOutcome> {
    const request: CheckoutRequest = {
      v: 1,
      kind: 'checkout',
      requestId: this.#unique() as RequestId,
      issue,
      processId,
      taskType: 'misc',
      priority: 'normal',
      ttlMs: TTL_MS,
      deadlineMs: (this.store.nowMs ?? Date.now()) + HOUR_MS,
      reopen: false,
      adopt: false,
      ...over,
    };
    return (await checkout(this.store, request, this.rules)).outcome;
  }

  /** Takes the issue, which has to be free; the fence of its lease. */
  async take(issue: number, processId: ProcessId, over: Partial<CheckoutRequest> = {}): Promise<Fence> {
    const outcome = await this.ask(issue, processId, over);
    if (outcome.outcome !== 'granted') throw new Error(`issue ${issue} was not granted: ${JSON.stringify(outcome)}`);
    return outcome.fence;
  }

  /** Takes the lock, which has to be free; the fence of its lease. */
  async takeLock(lock: string, processId: ProcessId, over: Partial<LockRequest> = {}): Promise<Fence> {
    const request: LockRequest = {
      lock: lock as LockName,
      processId,
      requestId: this.#unique() as RequestId,
      ttlMs: TTL_MS,
      deadlineMs: (this.store.nowMs ?? Date.now()) + HOUR_MS,
      isWaiting: false,
      ...over,
    };
    const reply = await acquireLock(this.store, request, this.rules);
    if (reply.outcome !== 'acquired') throw new Error(`the lock ${lock} was not given: ${JSON.stringify(reply)}`);
    return reply.fence;
  }

  async handBack(
    issue: number,
    processId: ProcessId,
    fence: Fence,
    status: CheckinStatus,
    over: Partial<CheckinRequest> = {},
  ): Promise<CheckinOutcome> {
    const requestId = this.#unique() as RequestId;
    const request = { v: 1, kind: 'checkin', requestId, issue, processId, fence, status, ...over } as const;
    return (await checkin(this.store, request)).outcome;
  }

  /** Repairs the issue as one whose holder's pid was seen gone. */
  async repairDead(issue: number, holder: ProcessId, fence: Fence): Promise<RepairOutcome> {
    const deadlineMs = Number(await this.redis.zscore(this.store.keys.own.leases, issue));
    const orphan: Orphan = { issue, holder, fence, deadlineMs, cause: 'dead' };
    return repair(this.store, orphan, this.rules, 'a test');
  }

  #unique(): string {
    this.#made += 1;
    return `unique${String(this.#made).padStart(6, '0')}`;
  }
}
