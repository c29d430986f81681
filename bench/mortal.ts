/** A process that is killed while it holds something, and the time until that can be had again. */

import { setTimeout as delay } from 'node:timers/promises';
import type { ProjectStore } from '../src/redis/project-store.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import { waitFor } from '../test/support/wait-for.ts';

/** Longer than anybody takes to notice a death. */
const NOTICED_WITHIN_MS = 240_000;

export interface Mortal {
  name: string;
  kill(): Promise<void>;
  /** When what it held was free again, by Redis's clock; undefined before. */
  freedAtMs(): Promise<number | undefined>;
}

/** Kills each at a moment of its own, spread over `spreadMs`; seconds from each death on, by Redis's clock. */
export function secondsUntilFreed(
  store: ProjectStore,
  mortals: readonly Mortal[],
  spreadMs: number,
): Promise<number[]> {
  return Promise.all(
    mortals.map(async (mortal, place) => {
      await delay((spreadMs * place) / mortals.length);
      const diedAtMs = await redisTimeMs(store);
      await mortal.kill();
      const freedAtMs = await waitFor(`what ${mortal.name} held to be free`, () => mortal.freedAtMs(), {
        withinMs: NOTICED_WITHIN_MS,
        everyMs: 250,
      });
      return (freedAtMs - diedAtMs) / 1000;
    }),
  );
}
