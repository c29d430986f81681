/** Takes a named lock from its holder, by the holder's own or an operator's word. */

import type { Fence, LockName } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockArgs, lockKeys, withLockHolder } from './lock-keys.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./lock-release.lua', import.meta.url));

export interface ReleaseLockOptions {
  /** Only this lease; undefined = whichever is current. */
  fence?: Fence | undefined;
  /** Who says so: it stands in the event. */
  by: string;
  reason?: string | undefined;
}

/** `not-held`: nobody has it, or it is another lease's by now; nothing changed. */
export type ReleaseLockOutcome = { outcome: 'released' | 'not-held' };

/** The same release again, of a lease by its fence, is `released` too, as long as nobody has had the lock since. */
export async function releaseLock(
  store: ProjectStore,
  lock: LockName,
  { fence = '' as Fence, by, reason = '' }: ReleaseLockOptions,
): Promise<ReleaseLockOutcome> {
  const [tag] = await withLockHolder(store, lock, async (holder) => {
    const args = { ...lockArgs(store, lock, holder), fence_seen: fence, by, reason };
    return fieldsOf(await script.run(store.redis, lockKeys(store, lock, holder), args), 'lock-release');
  });
  return { outcome: tag === 'released' ? 'released' : 'not-held' };
}
