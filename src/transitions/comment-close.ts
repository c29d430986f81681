/** Takes a repair comment off the list: it is on GitHub, or GitHub will never have it. */

import type { Fence } from '../../queues/values.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./comment-close.lua', import.meta.url));

export async function closeComment(store: ProjectStore, issue: number, fence: Fence): Promise<void> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  await script.run(store.redis, keys, { ...clockArgs(store), issue, fence });
}
