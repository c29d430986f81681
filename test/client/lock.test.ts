/** One lock as its holder sees it: a release that had no answer is asked for again. */

import { expect } from 'chai';
import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { HeldLease } from '../../src/client/held-lease.ts';
import type { LeaseKeeper } from '../../src/client/lease-keeper.ts';
import { Lock } from '../../src/client/lock.ts';
import { RedisUnavailableError } from '../../src/errors.ts';
import type { ReleaseLockOutcome } from '../../src/transitions/lock-release.ts';
import { rejection } from '../support/rejection.ts';

describe('a lock', () => {
  const GIVEN = { lock: 'deploy' as LockName, fence: '42' as Fence, processId: 'bot~abcdefgh' as ProcessId };

  /** A lock whose releases come out so, one after the other. */
  const lockWith = (trustedForMs: number, ...answers: (ReleaseLockOutcome | Error)[]): Lock => {
    const keeper = {
      trustedForMs: () => trustedForMs,
      release: (_given: unknown, send: () => Promise<ReleaseLockOutcome>) => send(),
    };
    const send = (): Promise<ReleaseLockOutcome> => {
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return new Lock(GIVEN, {} as HeldLease, keeper as unknown as LeaseKeeper, send);
  };
  const away = new RedisUnavailableError('away');

  it('is released where the first try had no answer and the next in the line has it by the second', async () => {
    const lock = lockWith(60_000, away, { outcome: 'not-held' });
    expect(await rejection(lock.release())).to.equal(away);
    expect(await lock.release()).to.deep.equal({ outcome: 'released' });
  });

  it('is not held where another has it though no try went unanswered, or its time was over', async () => {
    expect(await lockWith(60_000, { outcome: 'not-held' }).release()).to.deep.equal({ outcome: 'not-held' });
    const late = lockWith(0, away, { outcome: 'not-held' });
    await rejection(late.release());
    expect(await late.release()).to.deep.equal({ outcome: 'not-held' });
  });
});
