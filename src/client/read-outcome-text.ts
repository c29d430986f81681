/** Reads the stored outcome of a request. */

import type { ProjectStore } from '../redis/project-store.ts';
import { readTogether } from '../store/read-together.ts';

/** The stored outcome's text without the fingerprint before it; undefined while there is none. */
export async function readOutcomeText(store: ProjectStore, requestId: string): Promise<string | undefined> {
  const [stored] = await readTogether(store, [['get', store.keys.request(requestId)]], 'reading an outcome');
  return typeof stored === 'string' ? stored.slice(stored.indexOf(' ') + 1) : undefined;
}
