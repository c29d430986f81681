/** Says of a comment that it is processed, and gives back the lock under which somebody handled it, in one step. */

import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockArgs, lockKeys, withLockHolder } from './lock-keys.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./finish-comment.lua', import.meta.url));

export interface HandledComment {
  issue: number;
  comment: string;
  lock: LockName;
  fence: Fence;
  processId: ProcessId;
}

/** False where the lock is not held under this fence: then nothing is said of the comment. */
export async function finishComment(store: ProjectStore, handled: HandledComment): Promise<boolean> {
  const { issue, comment, lock, fence, processId } = handled;
  const { processed_comments } = store.keys.issue(issue);
  const [tag] = await withLockHolder(store, lock, async (holder) => {
    const keys = { ...lockKeys(store, lock, holder), processed_comments };
    const args = { ...lockArgs(store, lock, holder), fence_seen: fence, by: processId, comment };
    return fieldsOf(await script.run(store.redis, keys, args), 'finish-comment');
  });
  return tag === 'done';
}
