/** Checks that each request has one outcome, and gets it however often it is asked for. */

import { ABANDONED, type Answer, answersTo, fenceAnswered, fenceGranted, isKeyReused } from '../answers.ts';
import { outcomeTexts, requestCalls, shown } from '../answers.ts';
import { grouped } from '../grouped.ts';
import type { Call, History } from '../history.ts';
import type { Violation } from '../violation.ts';

export function checkOutcomes(history: History): Violation[] {
  const asked = grouped(requestCalls(history), ({ requestId = '' }) => requestId);
  const told = grouped(history.calls, ({ requestId = '' }) => requestId);
  return [
    ...[...outcomeTexts(history)].flatMap(([requestId, texts]) => [
      ...checkTexts(history, requestId, texts, asked.get(requestId) ?? []),
      ...checkAnswers(history, requestId, texts, answersTo(told.get(requestId) ?? []), asked.get(requestId) ?? []),
    ]),
    ...[...asked].flatMap(([requestId, calls]) => checkContents(requestId, answersTo(calls))),
  ];
}

function checkTexts(
  history: History,
  requestId: string,
  texts: ReadonlySet<string>,
  calls: readonly Call[],
): Violation[] {
  if (texts.size === 1) return [];
  const [fence] = [...texts].flatMap((text) => fenceGranted(text) ?? []);
  if (texts.size === 2 && texts.has(ABANDONED) && wasHandedBack(history, fence, calls)) return [];
  return [{ invariant: 'one-outcome', what: `${requestId} got ${[...texts].join(' and ')}` }];
}

/** A grant may become `abandoned` when a call for it gives up before the lease is used; nothing else ever changes. */
function wasHandedBack({ events }: History, fence: string | undefined, calls: readonly Call[]): boolean {
  const isGivenUp = calls.length === 0 || calls.some(({ end }) => end.how !== 'answered');
  return isGivenUp && events.some((event) => event.type === 'checkout.abandoned' && event.fence === fence);
}

/** Calls that came back with something else than their request's outcome. */
function checkAnswers(
  history: History,
  requestId: string,
  texts: ReadonlySet<string>,
  answers: readonly Answer[],
  calls: readonly Call[],
): Violation[] {
  const right = new Set([...texts].map(shown));
  // A process that was declared dead asks again, under an id that it tells nobody.
  if (right.has('{"outcome":"process-ended"}')) return [];
  return answers.flatMap(({ outcome, call }): Violation[] => {
    if (isKeyReused(outcome) || outcome === NONE || right.has(outcome)) return [];
    // The observer may have been cut off when the grant was published.
    if (texts.has(ABANDONED) && wasHandedBack(history, fenceAnswered(outcome), calls)) return [];
    const what = `${requestId} was answered ${outcome} at ${call.invokedMs}, but got ${[...right].join(' or ')}`;
    return [{ invariant: 'one-outcome', what, issue: call.issue }];
  });
}

/** The same id with other content is refused, and with the same content it never is. */
function checkContents(requestId: string, answers: readonly Answer[]): Violation[] {
  const own = new Set(answers.filter(({ outcome }) => !isKeyReused(outcome)).map(({ call }) => call.content));
  if (own.size > 1) return [{ invariant: 'one-outcome', what: `${requestId} was answered for ${own.size} contents` }];
  const isRefused = answers.some(({ outcome, call }) => isKeyReused(outcome) && own.has(call.content));
  if (!isRefused) return [];
  return [{ invariant: 'one-outcome', what: `${requestId} was refused as key-reused with the same content` }];
}

/** What `outcome` answers where there is none yet. */
const NONE = 'none';

/** What came into the queue, or was confirmed to a client, has its outcome in the end. */
export function checkAnswered(history: History): Violation[] {
  const wanted = new Set(history.accepted.map(({ requestId }) => requestId));
  for (const { requestId, end } of requestCalls(history)) {
    const isTaken = end.how === 'answered' || (end.how === 'gave-up' && end.code === 'MIRIN_TIMED_OUT');
    if (requestId !== undefined && isTaken) wanted.add(requestId);
  }
  const without = [...wanted].filter((requestId) => history.stored[requestId] === undefined);
  return without.map((requestId) => ({ invariant: 'all-answered', what: `${requestId} has no outcome` }));
}
