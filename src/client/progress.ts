/** Watches over the progress of leases whose holders are expected to leave checkpoints: beats prove life only. */

import { monotonicMs } from './redis-clock.ts';

interface Watched {
  issue: number;
  sinceMs: number;
  isTold: boolean;
}

export class Progress {
  readonly #deadlineMs: number;
  readonly #watched = new Map<string, Watched>();

  /** `deadlineMs` 0 = nothing is ever stuck. */
  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  watch(key: string, issue: number): void {
    this.#watched.set(key, { issue, sinceMs: monotonicMs(), isTold: false });
  }

  /** A checkpoint: the clock begins anew. */
  note(key: string): void {
    const watched = this.#watched.get(key);
    if (watched !== undefined) this.watch(key, watched.issue);
  }

  forget(key: string): void {
    this.#watched.delete(key);
  }

  clear(): void {
    this.#watched.clear();
  }

  /** The issues that are stuck now; `tell` hears of each once. */
  stuck(tell: (issue: number) => void): number[] {
    if (this.#deadlineMs === 0) return [];
    const late = [...this.#watched.values()].filter(({ sinceMs }) => monotonicMs() - sinceMs > this.#deadlineMs);
    for (const watched of late) {
      if (!watched.isTold) tell(watched.issue);
      watched.isTold = true;
    }
    return late.map(({ issue }) => issue);
  }
}
