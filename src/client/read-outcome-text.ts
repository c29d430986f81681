/** Reads the stored outcome of a request: of whichever bears an id, or of one request and no other. */

import type { Request } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readTogether } from '../store/read-together.ts';
import { fingerprintOf } from '../transitions/fingerprint.ts';

const KEY_REUSED = '["key-reused"]';

/** The text of the outcome that is stored under this id; undefined while there is none. */
export async function readOutcomeText(store: ProjectStore, requestId: string): Promise<string | undefined> {
  return (await readStored(store, requestId))?.text;
}

/** What this very request gets: one of other content under its id has made it `key-reused`. */
export async function readOwnOutcome(store: ProjectStore, request: Request): Promise<string | undefined> {
  const stored = await readStored(store, request.requestId);
  if (stored === undefined) return undefined;
  return stored.fingerprint === fingerprintOf(request) ? stored.text : KEY_REUSED;
}

/** Stored is the request's fingerprint, a blank, the outcome's text. */
async function readStored(
  store: ProjectStore,
  requestId: string,
): Promise<{ fingerprint: string; text: string } | undefined> {
  const [stored] = await readTogether(store, [['get', store.keys.request(requestId)]], 'reading an outcome');
  if (typeof stored !== 'string') return undefined;
  const blank = stored.indexOf(' ');
  return { fingerprint: stored.slice(0, blank), text: stored.slice(blank + 1) };
}
