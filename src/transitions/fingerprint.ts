/** The fingerprint of a request's content: the same id with another one is refused as `key-reused`. */

import { createHash } from 'node:crypto';
import type { Request } from '../../queues/requests.ts';

/** SHA-256 over all that the request asks for; its id and its deadline are not part of that. */
export function fingerprintOf(request: Request): string {
  const content = Object.entries(request)
    .filter(([name, value]) => name !== 'v' && name !== 'requestId' && name !== 'deadlineMs' && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
