/** A time limit on the monotonic clock. */

import { monotonicMs } from './redis-clock.ts';

export class Deadline {
  readonly #atMs: number;

  constructor(timeoutMs: number) {
    this.#atMs = monotonicMs() + timeoutMs;
  }

  /** Milliseconds left; 0 when it passed. */
  get leftMs(): number {
    return Math.max(0, this.#atMs - monotonicMs());
  }

  get isOver(): boolean {
    return this.leftMs === 0;
  }
}

/** Resolves after `ms`, or at once when one of the signals aborts. */
export function pause(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) signal.addEventListener('abort', end);
    if (signals.some((signal) => signal.aborted)) end();
  });
}

/** The promise's value, or undefined when `ms` pass first; a later rejection is swallowed. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
