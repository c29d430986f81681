/** Ends a process that holds nothing. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./end-process.lua', import.meta.url));

export type EndProcessOutcome = { outcome: 'ended'; status: string } | { outcome: 'holds'; issues: number };

/** Ends it by its own word (`ended`) or because its pid was seen gone (`dead`). */
export async function endProcess(
  store: ProjectStore,
  process: { processId: string; machineId: string },
  status: 'ended' | 'dead',
): Promise<EndProcessOutcome> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(process.processId), machine: keys.machine(process.machineId) },
    { ...clockArgs(store), process_id: process.processId, status },
  );
  const fields = fieldsOf(reply, 'end-process');
  if (fields[0] === 'holds') return { outcome: 'holds', issues: Number(fieldAt(fields, 1)) };
  return { outcome: 'ended', status: fieldAt(fields, 1) };
}
