/** Starts workers that halt over a request, for the tests of who takes it over. */

import type { Halt } from '../programs/halting-worker.ts';
import { type Child, type ChildMessage, startChild } from '../support/child.ts';
import { QUICK } from '../support/live-project.ts';
import type { Workshop } from '../workers/workshop.ts';

/** A lock has to run out and to be looked for; generous, since only a failure spends it. */
export const TAKEN_OVER = { withinMs: 120_000 };

/** Serves the workshop's project; says `ready`, `halting`, and `carried-out` when the script has answered. */
export function startHalting({ live }: Workshop, halt: Halt): Child {
  const flags = { ...QUICK, projects: live.name, redisUrl: live.redisUrl, workerConcurrency: 4 };
  return startChild('test/programs/halting-worker.js', [JSON.stringify(flags), JSON.stringify(halt)]);
}

export const isHalting = ({ event }: ChildMessage): boolean => event === 'halting';
