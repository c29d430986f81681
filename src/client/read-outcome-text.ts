/** Reads the stored outcome of a request. */

import type { ProjectStore } from '../redis/project-store.ts';
import { toRedisFault } from '../redis/faults.ts';

/** The stored outcome's text without the fingerprint before it; undefined while there is none. */
export async function readOutcomeText({ redis, keys }: ProjectStore, requestId: string): Promise<string | undefined> {
  const stored = await redis.get(keys.request(requestId)).catch((error: unknown) => {
    throw toRedisFault(error, 'reading an outcome');
  });
  return stored === null ? undefined : stored.slice(stored.indexOf(' ') + 1);
}
