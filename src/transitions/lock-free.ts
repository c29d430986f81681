/** Frees a named lock whose holder is gone, deciding anew whether it is. */

import type { RepairCause } from '../../queues/follow-ups.ts';
import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockArgs, lockKeys } from './lock-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./lock-free.lua', import.meta.url));

/** A lock as somebody saw it who thinks that its holder is gone. */
export interface SeenLock {
  lock: LockName;
  holder: ProcessId;
  fence: Fence;
  deadlineMs: number;
}

/** How the lease ended; undefined where the holder lives after all, or the lock is another's by now. */
export async function freeLock(
  store: ProjectStore,
  { lock, holder, fence, deadlineMs }: SeenLock,
  cause: RepairCause,
  by: string,
): Promise<string | undefined> {
  const reply = await script.run(store.redis, lockKeys(store, lock, holder), {
    ...lockArgs(store, lock, holder),
    fence_seen: fence,
    deadline_seen: deadlineMs,
    cause,
    by,
  });
  const fields = fieldsOf(reply, 'lock-free');
  return fields[0] === 'freed' ? fieldAt(fields, 1) : undefined;
}
