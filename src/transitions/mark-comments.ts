/** Says of comments of one issue that they are processed, or that they are not. */

import { BugError } from '../errors.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./mark-comments.lua', import.meta.url));

/** At most so many at once: a script must not hold Redis up. */
export const MOST_COMMENTS_AT_ONCE = 500;

/** Of how many of them that is new. */
export async function markComments(
  store: ProjectStore,
  issue: number,
  comments: readonly string[],
  isProcessed: boolean,
): Promise<number> {
  if (comments.length === 0 || comments.length > MOST_COMMENTS_AT_ONCE)
    throw new BugError(`${comments.length} comments`);
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  return Number(await script.run(store.redis, keys, { processed: isProcessed ? '1' : '0', comments }));
}
