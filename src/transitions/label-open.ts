/** Enters a label pass before its first write. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./label-open.lua', import.meta.url));

export async function openLabelPass(store: ProjectStore, issue: number, passId: string): Promise<void> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  await script.run(store.redis, keys, { ...clockArgs(store), issue, pass_id: passId });
}
