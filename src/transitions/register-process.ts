/** Makes a process known. */

import type { ProcessId } from '../../queues/values.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./register-process.lua', import.meta.url));

export interface ProcessRecord {
  processId: ProcessId;
  name: string;
  /** `beat`: a living program with heartbeats · `ttl`: only the lease's deadline counts. */
  liveness: 'beat' | 'ttl';
  kind: 'program' | 'run' | 'shell';
  pid: number;
  /** Start time of the pid as its machine counts, to tell a reused pid; empty = unknown. */
  pidStarted: string;
  /** Boot and pid namespace in which the pid means something; empty = unknown. */
  machineId: string;
  host: string;
  tmuxSession: string;
  version: string;
  ttlMs: number;
}

/** `ended`: the id is dead or over and can't come back. */
export type RegisterOutcome = { outcome: 'registered'; atMs: number } | { outcome: 'ended' };

/**
 * Registers the process, before its first lease; again is harmless while it lives. The store remembers the clock that was
 * seen, so that whatever it asks for later shows where Redis has lost all since.
 */
export async function registerProcess(store: ProjectStore, record: ProcessRecord): Promise<RegisterOutcome> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(record.processId), machine: keys.machine(record.machineId) },
    {
      ...clockArgs(store),
      process_id: record.processId,
      name: record.name,
      liveness: record.liveness,
      kind: record.kind,
      pid: record.pid,
      pid_started: record.pidStarted,
      machine_id: record.machineId,
      host: record.host,
      tmux_session: record.tmuxSession,
      version: record.version,
      ttl_ms: record.ttlMs,
    },
  );
  const fields = fieldsOf(reply, 'register-process');
  if (fields[0] !== 'registered') return { outcome: 'ended' };
  store.clockId = fieldAt(fields, 2);
  return { outcome: 'registered', atMs: Number(fieldAt(fields, 1)) };
}
