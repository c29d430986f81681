/** Makes the requests of one client: new ones, the same again, and others under an id that was used before. */

import type { CheckinStatus } from '../../queues/values.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { BareClient, HeldIssue } from './bare-client.ts';
import type { Holdings } from './holdings.ts';
import type { CallSubject } from './record.ts';

/** Records a call of the client, and makes it. */
export type MakeCall = <T>(
  subject: Omit<CallSubject, 'project' | 'processId'>,
  run: () => Promise<T>,
  say?: (answer: T) => unknown,
) => Promise<T | undefined>;

/** What a checkout wants. */
export interface Wishes {
  reopen: boolean;
  adopt: boolean;
  timeoutMs: number;
}

/** A request that was made, and how to make it again. */
interface Asked {
  requestId: string;
  again: (timeoutMs: number) => Promise<void>;
}

export const PATIENT: Wishes = { reopen: false, adopt: false, timeoutMs: 8_000 };

export class Asker {
  readonly #name: string;
  readonly #client: Mirin | BareClient;
  readonly #call: MakeCall;
  readonly #holdings: Holdings;
  readonly #asked: Asked[] = [];
  #made = 0;

  /** `name` begins every request id. */
  constructor(name: string, client: Mirin | BareClient, call: MakeCall, holdings: Holdings) {
    this.#name = name;
    this.#client = client;
    this.#call = call;
    this.#holdings = holdings;
  }

  async checkout(issue: number, wishes: Wishes, requestId = this.#newId()): Promise<void> {
    const { reopen, adopt } = wishes;
    const ask = async (timeoutMs: number): Promise<void> => {
      const content = JSON.stringify({ by: this.#client.processId, issue, reopen, adopt });
      const answer = await this.#call(
        { deed: 'checkout', requestId, issue, content },
        () => this.#client.checkout(issue, { reopen, adopt, requestId, timeoutMs }),
        withoutLease,
      );
      if (answer !== undefined && 'lease' in answer) this.#holdings.add(answer.lease);
    };
    await this.#askFirst(requestId, ask, wishes.timeoutMs);
  }

  /** Issues 1 to `issues`, which travel together. */
  async checkoutAll(issues: number, timeoutMs: number): Promise<void> {
    const all = Array.from({ length: issues }, (_, index) => index + 1);
    await Promise.all(all.map((issue) => this.checkout(issue, { ...PATIENT, timeoutMs })));
  }

  /** Both calls add the request, and whichever worker is first decides. */
  async checkoutTwice(issue: number): Promise<void> {
    const requestId = this.#newId();
    await Promise.all([this.checkout(issue, PATIENT, requestId), this.checkout(issue, PATIENT, requestId)]);
  }

  async checkin(lease: HeldIssue | undefined, status: CheckinStatus, timeoutMs: number): Promise<void> {
    if (lease === undefined) return;
    const { issue, fence } = lease;
    const requestId = this.#newId();
    const content = JSON.stringify({ issue, fence, status });
    const ask = async (withinMs: number): Promise<void> => {
      const outcome = await this.#call({ deed: 'checkin', requestId, issue, fence, content }, () =>
        lease.checkin(status, { requestId, result: { content }, timeoutMs: withinMs }),
      );
      if (outcome !== undefined && outcome.outcome !== 'key-reused') this.#holdings.end(lease);
    };
    await this.#askFirst(requestId, ask, timeoutMs);
  }

  /** The same request once more: the one before, or `back` before that. */
  async repeat(back: number, timeoutMs: number): Promise<void> {
    await this.#asked.at(-back)?.again(timeoutMs);
  }

  /** Another request under the id of an earlier one. */
  async reuse(back: number, issue: number): Promise<void> {
    const asked = this.#asked.at(-back);
    // With `reopen`, so that it differs from most.
    if (asked !== undefined) await this.checkout(issue, { ...PATIENT, reopen: true }, asked.requestId);
  }

  async outcome(back: number): Promise<void> {
    const requestId = this.#asked.at(-back)?.requestId;
    if (requestId !== undefined)
      await this.#call({ deed: 'outcome', requestId }, () => this.#client.outcome(requestId));
  }

  async #askFirst(requestId: string, again: Asked['again'], timeoutMs: number): Promise<void> {
    this.#asked.push({ requestId, again });
    await again(timeoutMs);
  }

  #newId(): string {
    this.#made += 1;
    return `${this.#name}-${monotonicMs()}-${this.#made}`;
  }
}

/** A lease is no part of an outcome. */
function withoutLease(answer: object): object {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'lease'));
}
