/** Gives a holder its named lock back after Redis lost its last moments. */

import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockArgs, lockKeys } from './lock-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./lock-restore.lua', import.meta.url));

export interface LostLock {
  lock: LockName;
  fence: Fence;
  processId: ProcessId;
  ttlMs: number;
}

/** The new deadline in ms; undefined when somebody else has it, and the lock is lost for good. */
export async function restoreLock(store: ProjectStore, lost: LostLock): Promise<number | undefined> {
  const { lock, processId } = lost;
  const reply = await script.run(store.redis, lockKeys(store, lock, processId), {
    ...lockArgs(store, lock, processId),
    process_id: processId,
    fence_seen: lost.fence,
    ttl_ms: lost.ttlMs,
  });
  const fields = fieldsOf(reply, 'lock-restore');
  return fields[0] === 'restored' ? Number(fieldAt(fields, 1)) : undefined;
}
