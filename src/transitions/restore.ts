/** Gives a holder its lease back after Redis lost its last moments. */

import type { Fence, ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./restore.lua', import.meta.url));

export interface LostLease {
  issue: number;
  fence: Fence;
  processId: ProcessId;
  ttlMs: number;
  taskType: string;
  priority: string;
}

/** The new deadline in ms; undefined when the issue has moved on, and the lease is lost for good. */
export async function restore(store: ProjectStore, lease: LostLease): Promise<number | undefined> {
  const reply = await script.run(store.redis, recordKeys(store, lease.issue, lease.processId), {
    ...recordArgs(store, lease.issue),
    process_id: lease.processId,
    fence_seen: lease.fence,
    ttl_ms: lease.ttlMs,
    task_type: lease.taskType,
    priority: lease.priority,
  });
  const fields = fieldsOf(reply, 'restore');
  return fields[0] === 'restored' ? Number(fieldAt(fields, 1)) : undefined;
}
