/** Ends a request for a named lock: out of the line, and handed back where it was given meanwhile. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import type { LockRequest } from './lock-acquire.ts';
import { lockArgs, lockKeys } from './lock-keys.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./lock-leave.lua', import.meta.url));

/** After this the request has no effect that lasts, unless it is still on its way to Redis: then its deadline ends it. */
export async function leaveLock(
  store: ProjectStore,
  { lock, processId, requestId, deadlineMs }: LockRequest,
): Promise<'left' | 'handed-back'> {
  const keys = lockKeys(store, lock, processId);
  const args = { ...lockArgs(store, lock, processId), process_id: processId, request_id: requestId };
  const [tag] = fieldsOf(await script.run(store.redis, keys, { ...args, deadline_ms: deadlineMs }), 'lock-leave');
  return tag === 'handed-back' ? 'handed-back' : 'left';
}
