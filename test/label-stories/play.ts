/** Plays a plot to its end. */

import type { Redis } from 'ioredis';
import type { Plot } from './steps.ts';
import { Story } from './story.ts';

/** What was not as promised. */
export async function play({ hearsOfEdits, steps }: Plot, redis: Redis): Promise<string[]> {
  const story = await Story.open(redis, { hearsOfEdits });
  try {
    for (const step of steps) await story.take(step);
    await story.comeToRest();
    return await story.judge();
  } finally {
    await story.close();
  }
}
