/** Checks what happened against what requests were told: neither an effect without its outcome nor the other way round. */

import { ABANDONED, answersTo, fenceGranted, requestCalls } from '../answers.ts';
import { grouped } from '../grouped.ts';
import type { AcceptedRequest, History } from '../history.ts';
import type { Violation } from '../violation.ts';

export function checkEffects(history: History): Violation[] {
  return [...grants(history), ...commits(history), ...withdrawals(history), ...moments(history)];
}

/** A grant is told of by its request, or was taken back; who adopts a lease is told the same once more. */
function grants({ events, stored }: History): Violation[] {
  const told = tally(Object.values(stored).flatMap((text) => fenceGranted(text) ?? []));
  const fencesOf = (...types: string[]): string[] =>
    events.filter(({ type }) => types.includes(type)).flatMap(({ fence }) => fence ?? []);
  const done = tally(fencesOf('checkout.granted', 'checkout.adopted'));
  const takenBack = tally(fencesOf('checkout.abandoned'));
  return [...new Set([...told.keys(), ...done.keys()])].flatMap((fence) =>
    compare(`grants under fence ${fence}`, count(done, fence), count(told, fence) + count(takenBack, fence), fence),
  );
}

/** A commit is known by its issue and the version that it led to, and made under the fence that its request named. */
function commits(history: History): Violation[] {
  const told = grouped(committedRequests(history), ({ place }) => place);
  const done = grouped(
    history.events.filter(({ type }) => type === 'checkin.committed'),
    ({ issue, version }) => `${issue}, version ${version}`,
  );
  return [...new Set([...told.keys(), ...done.keys()])].flatMap((place): Violation[] => {
    const [requests, events] = [told.get(place) ?? [], done.get(place) ?? []];
    const fences = new Set(events.map(({ fence }) => fence as string));
    const strangers = requests.filter(({ fence = '' }) => events.length > 0 && !fences.has(fence));
    return [
      ...compare(`commits of issue ${place}`, events.length, requests.length),
      ...strangers.map(({ requestId, issue, fence }): Violation => {
        const what = `${requestId} was committed, but ended the lease ${[...fences].join(', ')}`;
        return { invariant: 'current-only', what, issue, fence, events: events.map(({ id }) => id) };
      }),
    ];
  });
}

function committedRequests({ accepted, stored }: History): (AcceptedRequest & { place: string })[] {
  // A job may have come twice; and a checkout may have been made under the same id.
  const checkins = new Map(accepted.filter(({ kind }) => kind === 'checkin').map((one) => [one.requestId, one]));
  return [...checkins.values()].flatMap((request) => {
    const [tag, version] = JSON.parse(stored[request.requestId] ?? '[]') as string[];
    return tag === 'committed' ? [{ ...request, place: `${request.issue}, version ${version}` }] : [];
  });
}

function compare(of: string, done: number, told: number, fence?: string): Violation[] {
  if (done === told) return [];
  const invariant = done > told ? 'no-effect' : 'no-loss';
  return [{ invariant, what: `${done} ${of} took place, and ${told} were told of`, fence }];
}

/** Whoever was told that its request was withdrawn can rely on it. */
function withdrawals(history: History): Violation[] {
  return requestCalls(history).flatMap(({ end, requestId = '', issue }): Violation[] => {
    if (end.how !== 'gave-up' || !end.isSettled || history.stored[requestId] === ABANDONED) return [];
    const what = `${requestId} was said to be withdrawn, but got ${history.stored[requestId]}`;
    return [{ invariant: 'no-effect', what, issue }];
  });
}

/** What a request did lies between its first call and its answer, and was done for who asked. */
function moments(history: History): Violation[] {
  const { events, clockErrorMs } = history;
  const granted = new Map(
    events.filter(({ type }) => type === 'checkout.granted').map((event) => [event.fence, event]),
  );
  const calls = requestCalls(history);
  return answersTo(calls).flatMap(({ call, outcome, atMs }): Violation[] => {
    const { fence } = JSON.parse(outcome) as { fence?: NonNullable<(typeof events)[number]['fence']> };
    const event = granted.get(fence);
    // An adopted lease was granted to an earlier request.
    if (fence === undefined || event === undefined || call.content?.includes('"adopt":true') === true) return [];
    const sameRequest = calls.filter(({ requestId }) => requestId === call.requestId);
    const askedMs = Math.min(...sameRequest.map(({ invokedMs }) => invokedMs));
    const isBetween = event.atMs >= askedMs - clockErrorMs && event.atMs <= atMs + clockErrorMs;
    if (isBetween && nameOf(event.processId) === nameOf(call.processId)) return [];
    const what = `${call.requestId}, asked by ${call.processId} at ${askedMs}, answered at ${atMs}, was granted to ${event.processId} at ${event.atMs}`;
    return [{ invariant: 'no-loss', what, issue: call.issue, fence, events: [event.id] }];
  });
}

/** A program that was declared dead goes on under another id, but under its name. */
const nameOf = (processId = ''): string => processId.slice(0, processId.indexOf('~'));

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, count(counts, name) + 1);
  return counts;
}

const count = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;
