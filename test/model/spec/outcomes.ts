/** Outcomes: each request gets one, and gets it again as often as it asks. */

import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../../queues/outcomes.ts';
import type { Request } from '../../../queues/requests.ts';
import type { World } from './world.ts';

const EFFECT_KEPT_MS = 24 * 60 * 60_000;
const REFUSAL_KEPT_MS = 10 * 60_000;

/** All that the request asks for: a repetition may have another deadline. */
function contentOf({ requestId: _id, deadlineMs: _deadline, ...content }: Request): object {
  return content;
}

/** What the request got before; `key-reused` where its id was used for something else. */
export function earlierOutcome(world: World, request: Request): Outcome | undefined {
  const earlier = world.answered.get(request.requestId);
  if (earlier === undefined) return undefined;
  const isSame = isDeepStrictEqual(contentOf(earlier.request), contentOf(request));
  return isSame ? earlier.outcome : { outcome: 'key-reused' };
}

/** Gives a request that has its outcome the same again; undefined where it has none. */
export function answerAgain(world: World, request: Request): Outcome | undefined {
  const outcome = earlierOutcome(world, request);
  if (outcome !== undefined) publish(world, request, outcome);
  return outcome;
}

/** Keeps the outcome of a request that changed something, for a day. */
export function keepEffect<T extends Outcome>(world: World, request: Request, outcome: T): T {
  return keep(world, request, outcome, EFFECT_KEPT_MS);
}

/** Keeps a refusal for ten minutes beyond the request's deadline; a day at most, and where it has none. */
export function keepRefusal<T extends Outcome>(world: World, request: Request, outcome: T): T {
  const { deadlineMs } = request;
  const leftMs = deadlineMs === undefined ? EFFECT_KEPT_MS : Math.max(0, deadlineMs - world.nowMs) + REFUSAL_KEPT_MS;
  return keep(world, request, outcome, Math.min(leftMs, EFFECT_KEPT_MS));
}

function keep<T extends Outcome>(world: World, request: Request, outcome: T, keptMs: number): T {
  world.answered.set(request.requestId, { request, outcome, keptMs });
  publish(world, request, outcome);
  return outcome;
}

/** To the process that asked, and to nobody else. */
function publish(world: World, { processId, requestId }: Request, outcome: Outcome): void {
  world.published.push({ processId, requestId, outcome });
}
