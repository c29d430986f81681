/** Notes that a silent process still has a living pid. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./note-unresponsive.lua', import.meta.url));

/** True the first time since its last beat. */
export async function noteUnresponsive(store: ProjectStore, processId: string): Promise<boolean> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(processId) },
    { ...clockArgs(store), process_id: processId },
  );
  return fieldsOf(reply, 'note-unresponsive')[0] === 'noted';
}
