/** The key names that transitions of an issue and its holder declare. */

import { toRedisFault } from '../redis/faults.ts';
import { issueTaskId } from '../redis/keys.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';

/** Keys of an issue, of the process that holds or takes it, and those that the project has once. */
export const recordKeys = ({ keys }: ProjectStore, issue: number, processId: string) => ({
  ...keys.own,
  ...keys.issue(issue),
  ...keys.process(processId),
});

/** Arguments that every transition of an issue takes. */
export const recordArgs = (store: ProjectStore, issue: number) => ({
  ...clockArgs(store),
  issue,
  task_id: issueTaskId(issue),
});

/** A process id that names nobody, for scripts that take a holder's keys where there is no holder. */
export const NOBODY = 'nobody~00000000';

/** The issue's holder as it stands now; {@link NOBODY} where there is none. */
export async function readHolder(store: ProjectStore, issue: number): Promise<string> {
  return (await readField(store, store.keys.issue(issue).issue, 'processId')) ?? NOBODY;
}

/** Each request with the holder of its issue, read in one go. */
export async function readHolders<R extends { issue: number }>(
  { redis, keys }: ProjectStore,
  requests: readonly R[],
): Promise<{ request: R; holder: string }[]> {
  const reads = redis.pipeline();
  for (const { issue } of requests) reads.hget(keys.issue(issue).issue, 'processId');
  const replies = (await reads.exec()) ?? [];
  return requests.map((request, place) => {
    const [error, holder] = replies[place] ?? [];
    if (error) throw toRedisFault(error, `key ${keys.issue(request.issue).issue}`);
    return { request, holder: typeof holder === 'string' ? holder : NOBODY };
  });
}

/** A field that decides which keys a script declares. */
export async function readField({ redis }: ProjectStore, key: string, field: string): Promise<string | null> {
  return await redis.hget(key, field).catch((error: unknown) => {
    throw toRedisFault(error, `key ${key}`);
  });
}
