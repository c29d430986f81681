/** Marks an issue's labels as possibly wrong. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./mark-dirty.lua', import.meta.url));

export async function markDirty(store: ProjectStore, issue: number): Promise<void> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  await script.run(store.redis, keys, { ...clockArgs(store), issue });
}
