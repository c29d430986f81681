/** Reads the stored outcome of a request. */

import type { Outcome } from '../../queues/outcomes.ts';
import type { RequestId } from '../../queues/values.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { corrupt } from './corrupt.ts';

/** Stored is the fingerprint of the request, a blank, the outcome's text. */
const STORED = /^[0-9a-f]{64} (.*)$/s;

/** What the request got; undefined while it has no outcome, and once that is no longer kept. */
export async function readOutcome({ redis, keys }: ProjectStore, requestId: RequestId): Promise<Outcome | undefined> {
  const key = keys.request(requestId);
  const stored = await redis.get(key).catch((error: unknown) => {
    throw toRedisFault(error, 'reading an outcome');
  });
  return stored === null ? undefined : outcomeIn(key, stored);
}

function outcomeIn(key: string, stored: string): Outcome {
  try {
    return decodeOutcome(STORED.exec(stored)?.[1] ?? '');
  } catch {
    throw corrupt(`key ${key}`, 'a fingerprint and an outcome', stored);
  }
}
