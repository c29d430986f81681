/** Removes what is kept of a process that ended long ago. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./forget-process.lua', import.meta.url));

/** True when it is gone; a process that lives, holds something or was seen since is kept. */
export async function forgetProcess(
  store: ProjectStore,
  process: { processId: string; machineId: string; lastSeen: string },
): Promise<boolean> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(process.processId), machine: keys.machine(process.machineId) },
    { ...clockArgs(store), process_id: process.processId, last_seen: process.lastSeen },
  );
  return fieldsOf(reply, 'forget-process')[0] === 'forgotten';
}
