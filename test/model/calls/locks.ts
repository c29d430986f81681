/** The calls about named locks. */

import type { Fence, LockName } from '../../../queues/values.ts';
import { acquireLock, type LockReply, type LockRequest } from '../../../src/transitions/lock-acquire.ts';
import { freeLock, type SeenLock } from '../../../src/transitions/lock-free.ts';
import { leaveLock } from '../../../src/transitions/lock-leave.ts';
import { releaseLock, type ReleaseLockOptions } from '../../../src/transitions/lock-release.ts';
import { type LostLock, restoreLock } from '../../../src/transitions/lock-restore.ts';
import { NOBODY } from '../../../src/transitions/record-keys.ts';
import type { Session } from '../session.ts';
import * as locks from '../spec/locks.ts';
import { lockOf } from '../spec/world.ts';
import { upIn } from '../subjects.ts';

export const askForLock = (session: Session, request: LockRequest): Promise<LockReply> => {
  const { rules } = session.project;
  let isCalled = false;
  return session.same({
    name: 'lock-acquire',
    asked: request,
    spec: (world) => {
      const reply = locks.acquire(world, request, rules.restartWaitMs);
      isCalled = lockOf(world, request.lock).lease === undefined;
      return reply;
    },
    real: (store) => acquireLock(store, request, rules),
    kind: (reply) => kindsOf(reply, isCalled),
  });
};

function kindsOf(reply: LockReply, isCalled: boolean): string[] {
  if (reply.outcome !== 'held') return [reply.outcome];
  const { yours, place } = reply;
  const further = upIn({ yours: yours && !isCalled, waiting: place !== undefined, called: isCalled });
  return ['held', ...further.map((flag) => `held, ${flag}`)];
}

export const giveLockBack = (session: Session, lock: LockName, options: ReleaseLockOptions): Promise<unknown> =>
  session.same({
    name: 'lock-release',
    asked: { lock, ...options },
    spec: (world) => locks.release(world, lock, options),
    real: (store) => releaseLock(store, lock, options),
    kind: ({ outcome }) => outcome,
  });

export const leaveLine = (session: Session, request: LockRequest): Promise<unknown> =>
  session.same({
    name: 'lock-leave',
    asked: request,
    spec: (world) => locks.leave(world, request),
    real: (store) => leaveLock(store, request),
    kind: (left) => left,
  });

export const freeLockOf = (session: Session, seen: SeenLock, cause: 'dead' | 'expired'): Promise<unknown> =>
  session.same({
    name: 'lock-free',
    asked: { ...seen, cause },
    spec: (world) => locks.free(world, seen, cause, 'a worker'),
    real: (store) => freeLock(store, seen, cause, 'a worker'),
    kind: (ended = 'left') => ended,
  });

export const bringLockBack = (session: Session, lost: LostLock): Promise<unknown> =>
  session.same({
    name: 'lock-restore',
    asked: lost,
    spec: (world) => locks.restore(world, lost),
    real: (store) => restoreLock(store, lost),
    kind: (deadlineMs) => (deadlineMs === undefined ? 'lost' : 'restored'),
  });

/** The lock as it is now; one that nobody holds, as nobody ever saw it. */
export function seenLock({ world }: Session, lock: LockName): SeenLock {
  const { lease, fence = 1n } = lockOf(world, lock);
  const holder = (lease?.holder ?? NOBODY) as SeenLock['holder'];
  return { lock, holder, fence: String(fence) as Fence, deadlineMs: lease?.deadlineMs ?? 0 };
}
