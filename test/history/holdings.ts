/** The leases of one client: those that it holds for all it knows, and those that ended or were lost. */

import { Lease } from '../../src/client/lease.ts';
import type { HeldIssue } from './bare-client.ts';
import type { Which } from './plan.ts';
import type { TrustWatch } from './trust-watch.ts';

export class Holdings {
  readonly #watch: TrustWatch;
  readonly #held: HeldIssue[] = [];
  readonly #past: HeldIssue[] = [];

  constructor(watch: TrustWatch) {
    this.#watch = watch;
  }

  /** Takes a lease in; one that was granted by a repeated request is there already. */
  add(lease: HeldIssue): void {
    if ([...this.#held, ...this.#past].some(({ fence }) => fence === lease.fence)) return;
    this.#held.push(lease);
    if (!(lease instanceof Lease)) return;
    this.watch(lease);
    lease.signal.addEventListener('abort', () => this.end(lease));
  }

  /** Has the beats of a lease recorded. */
  watch(lease: Lease): void {
    this.#watch.add(lease);
  }

  end(lease: HeldIssue): void {
    const place = this.#held.indexOf(lease);
    if (place !== -1) this.#past.push(...this.#held.splice(place, 1));
  }

  find(which: Which, issue = 0): HeldIssue | undefined {
    if (which === 'past') return this.#past.findLast((lease) => lease.issue === issue) ?? this.#past.at(-1);
    return which === 'oldest' ? this.#held[0] : this.#held.at(-1);
  }
}
