/** Waits until a private Redis that starts, loads its data or shuts down has come to an end of that. */

import { setTimeout as delay } from 'node:timers/promises';
import type { RedisFacts } from '../redis/facts.ts';
import { readRedisFacts } from '../redis/probe.ts';
import type { Progress } from './progress.ts';

const POLL_MS = 10;

export interface ServingWait {
  /** Whether the server has ended, so that waiting is of no use. */
  isGone: () => boolean | Promise<boolean>;
  /** How long it may be silent, in ms. Loading takes as long as it takes. */
  patienceMs: number;
  onProgress?: Progress;
}

/** The facts of the server at `url` once it serves; undefined when it is gone. Throws why when it stays silent. */
export async function untilServing(url: string, wait: ServingWait): Promise<RedisFacts | undefined> {
  let lastSignMs = performance.now();
  let saidLoading = false;
  for (;;) {
    const answer = await readRedisFacts(url).catch((error: unknown) => ({ error }));
    if (!('error' in answer)) {
      if (!answer.isLoading) return answer;
      if (!saidLoading) wait.onProgress?.('the private Redis is loading its data');
      saidLoading = true;
      lastSignMs = performance.now();
    } else {
      if (await wait.isGone()) return undefined;
      if (performance.now() - lastSignMs >= wait.patienceMs) throw answer.error;
    }
    await delay(POLL_MS);
  }
}
