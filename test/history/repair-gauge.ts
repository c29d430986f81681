/** Measures what a repair takes just now: has an issue repaired that nobody holds, again and again. */

import { pause } from '../../src/client/deadline.ts';
import { awaitRepair } from '../../src/client/await-repair.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { SharedQueues } from '../../src/enqueue/open-queues.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import type { OrphanToRepair } from '../../src/enqueue/follow-ups.ts';
import type { Span } from './history.ts';

const EVERY_MS = 500;
const LONGEST_MS = 120_000;
const NOBODY = { issue: 1, holder: 'nobody~abcdefgh', fence: '1', deadlineMs: 0, cause: 'expired' } as OrphanToRepair;

export class RepairGauge {
  /** By the monotonic clock. */
  readonly spans: Span[] = [];
  readonly #stopped = new AbortController();
  readonly #aborted = new Promise<true>((resolve) => {
    this.#stopped.signal.addEventListener('abort', () => resolve(true));
  });
  readonly #running: Promise<void>;

  constructor(store: ProjectStore, shared: SharedQueues) {
    this.#running = this.#run(store, shared);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(store: ProjectStore, shared: SharedQueues): Promise<void> {
    const { signal } = this.#stopped;
    for (let fromMs = monotonicMs(); !signal.aborted; ) {
      const repaired = awaitRepair({ store, shared }, NOBODY, LONGEST_MS).then(() => true);
      // What fails because of a fault is asked for again, and has taken that much longer.
      const isOver = await Promise.race([repaired.catch(() => false), this.#aborted]);
      if (isOver) this.spans.push({ fromMs, untilMs: monotonicMs() });
      await pause(EVERY_MS, signal);
      if (isOver) fromMs = monotonicMs();
    }
  }
}
