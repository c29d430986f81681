/** Named locks: asked for, waited for, given back, freed, brought back. */

import * as fc from 'fast-check';
import type { Fence, LockName } from '../../../queues/values.ts';
import type { LockRequest } from '../../../src/transitions/lock-acquire.ts';
import type { SeenLock } from '../../../src/transitions/lock-free.ts';
import type { FENCES, Notes } from '../notes.ts';
import { askForLock, bringLockBack, freeLockOf, giveLockBack, leaveLine, seenLock } from '../calls/locks.ts';
import { come } from '../calls/births.ts';
import type { Session } from '../session.ts';
import { lockOf } from '../spec/world.ts';
import { fences, processes, processText, rarely, theProcess, ttlsMs } from '../subjects.ts';
import { Step } from './step.ts';

const lockNames = fc.oneof(
  { weight: 4, arbitrary: fc.constant('deploy' as LockName) },
  { weight: 1, arbitrary: fc.constant('db/main' as LockName) },
);

/** Time in ms until the asker gives up; it may be over already. */
const patiencesMs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(3_600_000) },
  { weight: 2, arbitrary: fc.constant(10_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1) },
);

const askStep = fc
  .record({
    lock: lockNames,
    by: processes,
    asItIs: rarely(8),
    isWaiting: fc.boolean(),
    patienceMs: patiencesMs,
    ttlMs: ttlsMs,
  })
  .map(
    ({ lock, by, asItIs, isWaiting, patienceMs, ttlMs }) =>
      new Step(`${processText(by)} ${isWaiting ? 'waits' : 'asks'} for ${lock}`, async (session, notes) => {
        const processId = await come(session, notes, by, asItIs);
        const deadlineMs = session.world.nowMs + patienceMs;
        const request = { lock, processId, requestId: notes.newRequestId(), ttlMs, deadlineMs, isWaiting };
        notes.lockRequests.push(request);
        await askForLock(session, request);
      }),
  );

/** One of the last requests. */
const earlier = fc.nat({ max: 4 });

const earlierRequest = (notes: Notes, back: number): LockRequest | undefined => notes.lockRequests.at(-1 - back);

/** As whoever waits does; most of all whoever was called. */
const askAgainStep = fc.record({ back: earlier, isCalled: fc.boolean() }).map(
  ({ back, isCalled }) =>
    new Step(isCalled ? 'whoever was called asks' : `the last but ${back} asks again`, async (session, notes) => {
      const called = [...session.world.locks.values()].find(({ promised }) => promised !== undefined)?.promised;
      const ofCalled = notes.lockRequests.find(({ requestId }) => requestId === called?.requestId);
      const request = (isCalled ? ofCalled : undefined) ?? earlierRequest(notes, back);
      if (request !== undefined) await askForLock(session, request);
    }),
);

const leaveStep = earlier.map(
  (back) =>
    new Step(`the last but ${back} gives up`, async (session, notes) => {
      const request = earlierRequest(notes, back);
      if (request !== undefined) await leaveLine(session, request);
    }),
);

const releaseStep = fc
  .record({ lock: lockNames, fence: fc.option(fences, { freq: 5 }), by: fc.constantFrom('operator', 'bot') })
  .map(
    ({ lock, fence, by }) =>
      new Step(`${lock} is released under ${fence === null ? 'any' : `the ${fence}`} fence`, (session, notes) => {
        const given = fence === null ? {} : { fence: fenceOf(session, notes, lock, fence) };
        return giveLockBack(session, lock, { ...given, by, reason: 'asked for' });
      }),
  );

const freeStep = fc
  .record({ lock: lockNames, cause: fc.constantFrom('dead' as const, 'expired' as const), isEarlier: rarely(5) })
  .map(
    ({ lock, cause, isEarlier }) =>
      new Step(`${lock} is freed as ${cause}${isEarlier ? ', as it was once' : ''}`, (session, notes) => {
        const seen = (isEarlier ? earlierLock(session, notes, lock) : undefined) ?? seenLock(session, lock);
        return freeLockOf(session, seen, cause);
      }),
  );

const restoreStep = fc.record({ lock: lockNames, by: processes, fence: fences, ttlMs: ttlsMs }).map(
  ({ lock, by, fence, ttlMs }) =>
    new Step(`${processText(by)} brings ${lock} back under the ${fence} fence`, (session, notes) => {
      const processId = theProcess(session.world, notes, by);
      return bringLockBack(session, { lock, processId, ttlMs, fence: fenceOf(session, notes, lock, fence) });
    }),
);

function earlierLock({ world }: Session, notes: Notes, lock: LockName): SeenLock | undefined {
  const { lease } = lockOf(world, lock);
  return notes.locks.findLast((seen) => seen.lock === lock && seen.deadlineMs !== lease?.deadlineMs);
}

function fenceOf({ world }: Session, notes: Notes, lock: LockName, which: (typeof FENCES)[number]): Fence {
  const { fence = 1n } = lockOf(world, lock);
  const before = notes.locks.findLast((seen) => seen.lock === lock && seen.fence !== String(fence))?.fence;
  return which === 'earlier' && before !== undefined ? before : notes.fenceBy(world, fence, which);
}

export const lockSteps = fc.oneof(
  { weight: 8, arbitrary: askStep },
  { weight: 4, arbitrary: askAgainStep },
  { weight: 2, arbitrary: leaveStep },
  { weight: 4, arbitrary: releaseStep },
  { weight: 2, arbitrary: freeStep },
  { weight: 1, arbitrary: restoreStep },
);
