/** Compares the index entries of a named lock with its hash, and mends them. */

import type { LockName } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockArgs, lockKeys } from './lock-keys.ts';
import { NOBODY } from './record-keys.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./reindex-lock.lua', import.meta.url));

/** What is wrong with the entries of the lock, and of this process for it (empty: of none); mended when `mend` says so. */
export async function reindexLock(
  store: ProjectStore,
  lock: LockName,
  processId: string,
  mend: boolean,
): Promise<string[]> {
  const args = { ...lockArgs(store, lock, processId), mend: mend ? 1 : 0 };
  const keys = lockKeys(store, lock, processId === '' ? NOBODY : processId);
  const [, ...faults] = fieldsOf(await script.run(store.redis, keys, args), 'reindex-lock');
  return faults;
}
