/** Requests as their clients make them, and as workers carry them out. */

import * as fc from 'fast-check';
import type { CheckinRequest, CheckoutRequest, Request } from '../../../queues/requests.ts';
import { CHECKIN_STATUSES, type ProcessId } from '../../../queues/values.ts';
import { checkinAll, type CheckinResult } from '../../../src/transitions/checkin.ts';
import { checkoutAll, type CheckoutResult } from '../../../src/transitions/checkout.ts';
import type { Settled } from '../../../src/redis/settled.ts';
import { TTL_MS } from '../../support/driven-project.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as checkins from '../spec/checkins.ts';
import * as checkouts from '../spec/checkouts.ts';
import {
  fences,
  flags,
  heldIssues,
  issues,
  issueText,
  priorities,
  rarely,
  taskTypes,
  theIssue,
  ttlsMs,
  upIn,
} from '../subjects.ts';

const DAY_MS = 86_400_000;

/** Time that a request has, ms: most have some, a few just as much as is taken, or more than they may. */
const waitsMs = fc.oneof(
  { weight: 20, arbitrary: fc.constant(60_000) },
  { weight: 2, arbitrary: fc.constantFrom(1, 0, -1) },
  { weight: 1, arbitrary: fc.constantFrom(DAY_MS, DAY_MS + 1) },
);

/** What a checkout may ask for. */
export const wishes = fc.record({
  issue: issues,
  taskType: taskTypes,
  priority: priorities,
  ttlMs: ttlsMs,
  waitMs: waitsMs,
  reopen: fc.boolean(),
  adopt: rarely(3),
});
export type Wish = typeof wishes extends fc.Arbitrary<infer T> ? T : never;

export const wishText = ({ issue, ttlMs, waitMs, reopen, adopt }: Wish): string =>
  `${issueText(issue)}, ${ttlMs} ms, within ${waitMs} ms${flags({ reopen, adopt })}`;

export function checkoutOf(session: Session, notes: Notes, processId: ProcessId, wish: Wish): CheckoutRequest {
  const { issue, waitMs, ...rest } = wish;
  const { world } = session;
  return {
    v: 1,
    kind: 'checkout',
    requestId: notes.newRequestId(),
    issue: theIssue(world, issue).number,
    processId,
    deadlineMs: world.nowMs + waitMs,
    ...rest,
  };
}

/** What a checkin may say. */
export const returns = fc.record({
  issue: heldIssues,
  fence: fences,
  status: fc.constantFrom(...CHECKIN_STATUSES),
  result: fc.constantFrom(undefined, '{"pr":45}', '[]'),
  metadata: fc.constantFrom(undefined, '{"n":12345678901234567890}'),
  waitMs: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: waitsMs }),
});
export type Return = typeof returns extends fc.Arbitrary<infer T> ? T : never;

export const returnText = ({ issue, fence, status, waitMs }: Return): string =>
  `${issueText(issue)} as ${status} under the ${fence} fence${waitMs === undefined ? '' : `, within ${waitMs} ms`}`;

export function checkinOf({ world }: Session, notes: Notes, handed: Return): CheckinRequest {
  const { status, result, metadata, waitMs } = handed;
  const issue = theIssue(world, handed.issue);
  return {
    v: 1,
    kind: 'checkin',
    requestId: notes.newRequestId(),
    issue: issue.number,
    processId: notes.holderOf(issue),
    fence: notes.fence(world, issue, handed.fence),
    status,
    ...(result !== undefined && { result }),
    ...(metadata !== undefined && { metadata }),
    ...(waitMs !== undefined && { deadlineMs: world.nowMs + waitMs }),
  };
}

/** Checkouts that leave no doubt, in one job. */
export async function takeIssues(
  session: Session,
  notes: Notes,
  processId: ProcessId,
  issues: readonly number[],
): Promise<void> {
  const rest = {
    taskType: 'misc',
    priority: 'normal',
    ttlMs: TTL_MS,
    waitMs: 60_000,
    reopen: true,
    adopt: false,
  } as const;
  await ask(session, notes, ...issues.map((issue) => checkoutOf(session, notes, processId, { issue, ...rest })));
}

/** Carries requests out together, as a worker does with those that came in one job. */
export async function ask(session: Session, notes: Notes, ...requests: Request[]): Promise<void> {
  notes.requests.push(...requests);
  const returned = requests.filter((request) => request.kind === 'checkin');
  const wished = requests.filter((request) => request.kind === 'checkout');
  if (returned.length > 0) await askCheckins(session, returned);
  if (wished.length > 0) await askCheckouts(session, wished);
}

/** What came of a request: an invalid one gets no outcome. */
type End<T> = { reply: T } | { fault: string };

const askCheckins = (session: Session, requests: CheckinRequest[]): Promise<unknown> =>
  session.same({
    name: 'checkin',
    asked: requests,
    spec: (world) => requests.map((request): End<CheckinResult> => ({ reply: checkins.checkin(world, request) })),
    real: async (store) => (await checkinAll(store, requests)).map(endOf),
    kind: (ends) => ends.flatMap((end) => ('fault' in end ? end.fault : checkinKinds(end.reply))),
  });

const checkinKinds = ({ outcome, wanted }: CheckinResult): string[] => [
  outcome.outcome,
  ...upIn({ 'its task waits again': wanted !== undefined }),
];

function askCheckouts(session: Session, requests: CheckoutRequest[]): Promise<unknown> {
  const { rules } = session.project;
  return session.same({
    name: 'checkout',
    asked: requests,
    spec: (world) => requests.map((request) => endOfSpec(() => checkouts.checkout(world, request, rules))),
    real: async (store) => (await checkoutAll(store, requests, rules)).map(endOf),
    kind: (ends) => ends.flatMap((end) => ('fault' in end ? end.fault : checkoutKinds(end.reply))),
  });
}

const endOf = <T>(end: Settled<T>): End<T> => ('fault' in end ? { fault: end.fault.code } : end);

function endOfSpec<T>(call: () => T): End<T> {
  try {
    return { reply: call() };
  } catch (error) {
    if (error instanceof checkouts.InvalidRequest) return { fault: error.code };
    throw error;
  }
}

function checkoutKinds({ request, outcome, worthlessTicket }: CheckoutResult): string[] {
  switch (outcome.outcome) {
    case 'granted': {
      const { previous } = outcome;
      return [
        'granted',
        ...upIn({ 'takes up a task': worthlessTicket !== undefined }),
        ...(previous ? [`after ${previous.ended}`] : []),
      ];
    }
    case 'held':
      return ['held', ...upIn({ yours: outcome.yours, expired: outcome.expired, adopt: request.adopt })];
    case 'cooling-down':
      return [`cooling-down, ${outcome.reason}`];
    default:
      return [outcome.outcome];
  }
}
