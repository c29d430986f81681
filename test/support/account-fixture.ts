/** A GitHub account's gate for tests: its time stands still until the test moves it. */

import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { type AccountStore, accountStore } from '../../src/redis/account-store.ts';
import { type AccountNews, type AccountReport, returnSlot } from '../../src/transitions/gate-return.ts';
import { type SlotDecision, type SlotKind, takeSlot } from '../../src/transitions/gate-take.ts';
import { sharedRedis } from './shared-redis.ts';
import { T0 } from './transition-fixture.ts';

/** Gives each test of the enclosing `describe` a fresh account at a fresh host. */
export function useAccount(): TestAccount {
  const account = new TestAccount();
  before(() => account.open());
  beforeEach(() => account.begin());
  after(() => account.redis.disconnect());
  return account;
}

export class TestAccount {
  nowMs = T0;
  #redis: Redis | undefined;
  #store: AccountStore | undefined;
  #slots = 0;

  async open(): Promise<void> {
    this.#redis = new Redis((await sharedRedis()).url);
    await this.#redis.set('mirin:test-clock', '1');
  }

  begin(): void {
    const id = randomBytes(6).toString('hex');
    this.#store = accountStore(this.redis, { id, host: `${id}.test` });
    this.nowMs = T0;
  }

  get redis(): Redis {
    if (this.#redis === undefined) throw new Error('the account is not open');
    return this.#redis;
  }

  get store(): AccountStore {
    if (this.#store === undefined) throw new Error('no test has begun');
    return { ...this.#store, nowMs: this.nowMs };
  }

  /** Another account at the same host. */
  beside(): AccountStore {
    const { host } = this.store;
    return { ...accountStore(this.redis, { id: randomBytes(6).toString('hex'), host }), nowMs: this.nowMs };
  }

  pass(ms: number): void {
    this.nowMs += ms;
  }

  take(kind: SlotKind, slot: string = this.#next()): Promise<SlotDecision> {
    return takeSlot(this.store, kind, slot);
  }

  /** Takes a slot that must be there; its name. */
  async have(kind: SlotKind): Promise<string> {
    const slot = this.#next();
    const decision = await this.take(kind, slot);
    if (decision.outcome !== 'granted') throw new Error(`no slot to ${kind}: ${JSON.stringify(decision)}`);
    return slot;
  }

  giveBack(kind: SlotKind, slot: string, report?: AccountReport): Promise<AccountNews> {
    return returnSlot(this.store, { kind, slot }, report);
  }

  /** One request from its slot to its answer, which takes no time. */
  async request(kind: SlotKind, report: AccountReport = FINE): Promise<AccountNews> {
    return this.giveBack(kind, await this.have(kind), report);
  }

  /** In how many ms to ask again for such a slot; 0 = it was given. */
  async waitFor(kind: SlotKind): Promise<number> {
    const decision = await this.take(kind);
    return decision.outcome === 'granted' ? 0 : decision.waitMs;
  }

  #next(): string {
    this.#slots += 1;
    return `slot-${this.#slots}`;
  }
}

export const FINE: AccountReport = { finding: 'fine', reason: '' };
export const FAILED: AccountReport = { finding: 'transient', reason: '502 (an HTML page)' };
export const REFUSED: AccountReport = { finding: 'unauthorized', reason: '401 Bad credentials' };

/** GitHub wants to be left alone for so long, or does not say for how long. */
export const limited = (waitMs?: number): AccountReport => ({
  finding: 'limited',
  reason: '403 secondary rate limit',
  ...(waitMs !== undefined && { waitMs }),
});
