/** Plays many stories, drawn at random; the seed is printed where one of them fails, and repeats it. */

import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Redis } from 'ioredis';
import { play } from './play.ts';
import { plots } from './steps.ts';

/** @throws AssertionError with the shortest plot that was found to fail, its seed, and what was wrong with it */
export async function playAll(redis: Redis, stories: number, seed: number): Promise<void> {
  const property = fc.asyncProperty(plots, async (plot) => {
    const faults = await play(plot, redis);
    if (faults.length > 0) expect.fail(faults.join('\n'));
  });
  await fc.assert(property, { numRuns: stories, seed });
}
