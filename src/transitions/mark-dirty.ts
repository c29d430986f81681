/** Marks an issue's labels as possibly wrong. */

import { nowArg, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./mark-dirty.lua', import.meta.url));

export async function markDirty(store: ProjectStore, issue: number): Promise<void> {
  await script.run(store.redis, store.keys.own, { now: nowArg(store), issue });
}
