/** Calls a script with the holder that the issue has now, again where the holder changed in between. */

import { RedisUnavailableError } from '../errors.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readHolder } from './record-keys.ts';

/** A holder that changes more often between reading and writing is none that one could wait for. */
export const MOST_READS = 20;

/** Runs `call` until it does not answer `changed`: the holder decides which keys a script declares. */
export async function withHolder(
  store: ProjectStore,
  issue: number,
  call: (holder: string) => Promise<string[]>,
): Promise<string[]> {
  for (let read = 0; read < MOST_READS; read += 1) {
    const fields = await call(await readHolder(store, issue));
    if (fields[0] !== 'changed') return fields;
  }
  throw neverAtRest(issue);
}

/** Another try may find the issue at rest. */
export const neverAtRest = (issue: number): RedisUnavailableError =>
  new RedisUnavailableError(`issue #${issue} changed its holder ${MOST_READS} times while it was read`);
