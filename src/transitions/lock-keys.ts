/** The key names and arguments that transitions of a named lock declare. */

import type { LockName } from '../../queues/values.ts';
import { RedisUnavailableError } from '../errors.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { NOBODY, readField } from './record-keys.ts';
import { MOST_READS } from './with-holder.ts';

/** Keys of a lock, of the process that holds it, and of the one that asks; the same where none asks. */
export function lockKeys({ keys }: ProjectStore, lock: LockName, holder: string, asker = holder) {
  const { process, process_locks } = keys.process(asker);
  const { process: holder_process, process_locks: holder_locks } = keys.process(holder);
  return { ...keys.own, ...keys.lock(lock), process, process_locks, holder_process, holder_locks };
}

/** Arguments that every transition of a lock takes. */
export const lockArgs = (store: ProjectStore, lock: LockName, holder: string) => ({
  ...clockArgs(store),
  lock,
  holder,
});

/** Runs `call` with the holder that the lock has now until it does not answer `changed`. */
export async function withLockHolder(
  store: ProjectStore,
  lock: LockName,
  call: (holder: string) => Promise<string[]>,
): Promise<string[]> {
  for (let read = 0; read < MOST_READS; read += 1) {
    const holder = await readField(store, store.keys.lock(lock).lock, 'processId');
    const fields = await call(holder ?? NOBODY);
    if (fields[0] !== 'changed') return fields;
  }
  throw new RedisUnavailableError(`the lock ${lock} changed its holder ${MOST_READS} times while it was read`);
}
