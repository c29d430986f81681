/** Sees the beats of full clients, which don't tell of them: each that Redis takes moves on for how long a lease is trusted. */

import type { Lease } from '../../src/client/lease.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { Recorder } from './recorder.ts';

const LOOK_EVERY_MS = 200;
/** Less than a beat, more than the clocks' own trembling. */
const MOVED_BY_MS = 100;

export class TrustWatch {
  readonly #recorder: Recorder;
  readonly #project: string;
  readonly #trustMs: number;
  /** Since when each lease is trusted: the start of the last good beat. */
  readonly #since = new Map<Lease, number>();

  /** `trustMs`: for how long a beat is good, TTL less margin. */
  constructor(recorder: Recorder, project: string, trustMs: number) {
    this.#recorder = recorder;
    this.#project = project;
    this.#trustMs = trustMs;
    setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  add(lease: Lease): void {
    if (!this.#since.has(lease)) this.#since.set(lease, this.#sinceOf(lease));
  }

  #look(): void {
    for (const [lease, before] of this.#since) {
      if (lease.trustedForMs === 0) this.#since.delete(lease);
      else this.#note(lease, before, this.#sinceOf(lease));
    }
  }

  #note(lease: Lease, before: number, sentMs: number): void {
    if (sentMs < before + MOVED_BY_MS) return;
    this.#since.set(lease, sentMs);
    const { processId, issue, fence } = lease;
    this.#recorder.beaten({ project: this.#project, processId, issue, fence, sentMs, ackedMs: monotonicMs() });
  }

  #sinceOf(lease: Lease): number {
    return monotonicMs() + lease.trustedForMs - this.#trustMs;
  }
}
