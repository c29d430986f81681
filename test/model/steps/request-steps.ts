/** Requests: asked, asked again, asked with other content, withdrawn, settled. */

import * as fc from 'fast-check';
import type { Request } from '../../../queues/requests.ts';
import { abandon } from '../../../src/transitions/abandon.ts';
import { settle } from '../../../src/transitions/settle.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as checkins from '../spec/checkins.ts';
import { come } from '../calls/births.ts';
import { passTo } from '../calls/passing.ts';
import {
  ask,
  checkinOf,
  checkoutOf,
  returns,
  returnText,
  wishes,
  wishText,
  type Return,
  type Wish,
} from '../calls/requests.ts';
import { Step } from './step.ts';
import { flags, processes, processText, rarely, theProcess, upIn, type WhichProcess } from '../subjects.ts';

const checkoutStep = fc.record({ wish: wishes, by: processes, asItIs: rarely(8) }).map(
  ({ wish, by, asItIs }) =>
    new Step(
      `${processText(by)}${asItIs ? ', as it is,' : ''} checks out ${wishText(wish)}`,
      async (session, notes) => {
        const processId = await come(session, notes, by, asItIs);
        await ask(session, notes, checkoutOf(session, notes, processId, wish));
      },
    ),
);

const checkinStep = returns.map(
  (handed) =>
    new Step(`checkin ${returnText(handed)}`, (session, notes) =>
      ask(session, notes, checkinOf(session, notes, handed)),
    ),
);

/** Requests that travel in one job: of one process, or of several. */
const togethers = fc.oneof(
  fc.array(fc.record({ wish: wishes, by: processes }), { minLength: 2, maxLength: 5 }),
  fc
    .tuple(processes, fc.array(wishes, { minLength: 2, maxLength: 4 }))
    .map(([by, all]) => all.map((wish) => ({ wish, by }))),
);

const togetherStep = togethers.map((all) => {
  const text = all.map(({ wish, by }) => `${processText(by)} checks out ${wishText(wish)}`).join('; ');
  return new Step(`together: ${text}`, (session, notes) => {
    const idOf = (by: WhichProcess) => theProcess(session.world, notes, by);
    return ask(session, notes, ...all.map(({ wish, by }) => checkoutOf(session, notes, idOf(by), wish)));
  });
});

const returnedTogetherStep = fc
  .array(returns, { minLength: 2, maxLength: 4 })
  .map(
    (all) =>
      new Step(`together: checkin ${all.map(returnText).join('; ')}`, (session, notes) =>
        ask(session, notes, ...all.map((handed) => checkinOf(session, notes, handed))),
      ),
  );

/** How many requests ago. */
const agos = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
);

/** A job of many runs again. */
const repeatManyStep = fc
  .integer({ min: 2, max: 6 })
  .map(
    (count) =>
      new Step(`the last ${count} requests again, together`, (session, notes) =>
        ask(session, notes, ...notes.requests.slice(-count)),
      ),
  );

/** A job that runs again, maybe after the issue has moved on; or a new request for the same. */
const repeatStep = fc.record({ ago: agos, isNew: rarely(3) }).map(
  ({ ago, isNew }) =>
    new Step(`request ${ago} ago again${flags({ 'under a new id': isNew })}`, async (session, notes) => {
      const request = notes.requests.at(-1 - ago);
      if (request === undefined) return;
      await ask(session, notes, isNew ? { ...request, requestId: notes.newRequestId() } : request);
    }),
);

/** The same id, with another content, or only with another deadline. */
const reuseStep = fc.record({ ago: agos, other: fc.constantFrom('issue', 'process', 'deadline') }).map(
  ({ ago, other }) =>
    new Step(`the id of request ${ago} ago with another ${other}`, async (session, notes) => {
      const request = notes.requests.at(-1 - ago);
      if (request === undefined) return;
      const contents: Record<string, Partial<Request>> = {
        issue: { issue: request.issue + 1 },
        process: { processId: notes.idOf('twin') },
        deadline: { deadlineMs: session.world.nowMs + 1_000 },
      };
      await ask(session, notes, { ...request, ...contents[other] } as Request);
    }),
);

/** A request that was made, or one that never got as far as a worker. */
type Subject = { ago: number } | { wish: Wish } | { handed: Return };
const subjects: fc.Arbitrary<Subject> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ago: agos }) },
  { weight: 1, arbitrary: fc.record({ wish: wishes }) },
  { weight: 1, arbitrary: fc.record({ handed: returns }) },
);

function subjectText(subject: Subject): string {
  if ('ago' in subject) return `request ${subject.ago} ago`;
  return `an unheard ${'wish' in subject ? `checkout of ${wishText(subject.wish)}` : `checkin ${returnText(subject.handed)}`}`;
}

function theRequest(session: Session, notes: Notes, subject: Subject): Request | undefined {
  if ('ago' in subject) return notes.requests.at(-1 - subject.ago);
  const request =
    'wish' in subject
      ? checkoutOf(session, notes, notes.idOf('bot'), subject.wish)
      : checkinOf(session, notes, subject.handed);
  notes.requests.push(request);
  return request;
}

const withdraw = (session: Session, request: Request): Promise<unknown> =>
  session.same({
    name: 'abandon',
    asked: request,
    spec: (world) => checkins.abandon(world, request),
    real: (store) => abandon(store, request),
    kind: ({ outcome, isHandedBack, wanted }) => [
      outcome.outcome,
      ...upIn({ 'handed back': isHandedBack, 'its task waits again': wanted !== undefined }),
    ],
  });

const abandonStep = fc.record({ subject: subjects, isOther: rarely(8), runsAfterAll: rarely(3) }).map(
  ({ subject, isOther, runsAfterAll }) =>
    new Step(`abandon ${subjectText(subject)}${flags({ isOther, runsAfterAll })}`, async (session, notes) => {
      const request = theRequest(session, notes, subject);
      if (request === undefined) return;
      await withdraw(session, isOther ? { ...request, issue: request.issue + 1 } : request);
      if (runsAfterAll) await ask(session, notes, request);
    }),
);

/** The client hears nothing of its checkout, and withdraws it; used or not, `waitMs` later. */
const giveUpStep = fc.record({ wish: wishes, by: processes, waitMs: fc.constantFrom(0, 1, 5_000) }).map(
  ({ wish, by, waitMs }) =>
    new Step(
      `${processText(by)} checks out ${wishText(wish)}, and gives up ${waitMs} ms later`,
      async (session, notes) => {
        const request = checkoutOf(session, notes, await come(session, notes, by, false), wish);
        await ask(session, notes, request);
        await passTo(session, session.world.nowMs + waitMs);
        await withdraw(session, request);
      },
    ),
);

const settleStep = fc.record({ subject: subjects, runsAfterAll: rarely(3) }).map(
  ({ subject, runsAfterAll }) =>
    new Step(`settle ${subjectText(subject)}${flags({ runsAfterAll })}`, async (session, notes) => {
      const request = theRequest(session, notes, subject);
      if (request === undefined) return;
      await session.same({
        name: 'settle',
        asked: request,
        spec: (world) => checkins.settle(world, request, 'MIRIN_BUG'),
        real: (store) => settle(store, request, 'MIRIN_BUG'),
        kind: ({ outcome }) => (outcome === 'failed' ? 'failed' : 'has an outcome'),
      });
      if (runsAfterAll) await ask(session, notes, request);
    }),
);

export const requestSteps = fc.oneof(
  { weight: 16, arbitrary: checkoutStep },
  { weight: 10, arbitrary: checkinStep },
  { weight: 4, arbitrary: togetherStep },
  { weight: 2, arbitrary: returnedTogetherStep },
  { weight: 5, arbitrary: repeatStep },
  { weight: 2, arbitrary: repeatManyStep },
  { weight: 2, arbitrary: reuseStep },
  { weight: 5, arbitrary: abandonStep },
  { weight: 4, arbitrary: giveUpStep },
  { weight: 3, arbitrary: settleStep },
);
