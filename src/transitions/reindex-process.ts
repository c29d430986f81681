/** Compares the index entries of a process with its hash, and mends them. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./reindex-process.lua', import.meta.url));

/** What is wrong, in words; it is put right when `mend` says so. `machineId` says whose set is looked at, too. */
export async function reindexProcess(
  store: ProjectStore,
  { processId, machineId }: { processId: string; machineId: string },
  mend: boolean,
): Promise<string[]> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(processId), machine: keys.machine(machineId) },
    { process_id: processId, machine_id: machineId, mend: mend ? 1 : 0 },
  );
  return fieldsOf(reply, 'reindex-process').slice(1);
}
