/** Waits for a fact instead of sleeping: asks again until it holds, and says what it waited for when it never does. */

import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitForOptions {
  /** Longest wait in ms; generous, since it is only spent when the test fails. Default 15,000. */
  withinMs?: number;
  /** Pause between two looks in ms. Default 20. */
  everyMs?: number;
}

/** Notes what a look saw, for the message of a wait that fails. */
export type Saw = (seen: unknown) => void;

/** One look: the fact, or `undefined` or `false` while it does not hold. A look that throws has not seen it either. */
export type Probe<T> = (saw: Saw) => Promise<T | undefined | false> | T | undefined | false;

/** Returns what `probe` found. @throws Error naming `what` and the last thing seen, once `withinMs` have passed. */
export async function waitFor<T>(what: string, probe: Probe<T>, options: WaitForOptions = {}): Promise<T> {
  const { withinMs = 15_000, everyMs = 20 } = options;
  let lastSeen: unknown = 'nothing';
  const saw: Saw = (seen) => {
    lastSeen = seen;
  };
  const settled = new AbortController();
  const timeUp = delay(withinMs, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`waited ${withinMs} ms for ${what}; last seen: ${inWords(lastSeen)}`);
  });
  try {
    return await Promise.race([lookUntilFound(probe, saw, everyMs, settled.signal), timeUp]);
  } finally {
    timeUp.catch(() => undefined);
    settled.abort();
  }
}

/** Only at the end: to put many messages into words at every look would take longer than the looks. */
function inWords(seen: unknown): string {
  if (typeof seen === 'string') return seen;
  return seen instanceof Error ? seen.message : inspect(seen, { depth: 4 });
}

async function lookUntilFound<T>(probe: Probe<T>, saw: Saw, everyMs: number, settled: AbortSignal): Promise<T> {
  for (;;) {
    const found = await look(probe, saw);
    if (found !== undefined && found !== false) return found;
    await delay(everyMs, undefined, { signal: settled });
  }
}

async function look<T>(probe: Probe<T>, saw: Saw): Promise<T | undefined | false> {
  try {
    return await probe(saw);
  } catch (error) {
    saw(error);
    return undefined;
  }
}
