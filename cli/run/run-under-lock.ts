/** Holds a named lock while a command runs, and gives it back however the command ended. */

import type { LockAnswer } from '../../src/client/lock.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { whileTrusted } from '../../src/client/while-trusted.ts';
import type { CommandEnd } from './command-end.ts';
import { type CommandToRun, runGuarded } from './run-guarded.ts';

export interface LockedRun extends CommandToRun {
  lock: string;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Time to wait in the line, in ms. */
  waitMs: number;
}

export type LockedRunOutcome =
  | { outcome: 'ran'; fence: string; end: CommandEnd; isLockLost: boolean }
  | Exclude<LockAnswer, { outcome: 'acquired' }>;

export async function runUnderLock(mirin: Mirin, request: LockedRun): Promise<LockedRunOutcome> {
  const answer = await mirin.locks.acquire(request.lock, { waitMs: request.waitMs, signal: request.signal });
  if (answer.outcome !== 'acquired') return answer;
  const { lock } = answer;
  const { command, args, output } = request;
  const env = {
    ...request.env,
    MIRIN_LOCK: lock.name,
    MIRIN_FENCE: lock.fence,
    MIRIN_PROCESS_ID: lock.processId,
    MIRIN_PROJECT: mirin.project,
  };
  const end = await runGuarded(lock, 'the lock', { command, args, env, output });
  const wasLost = lock.signal.aborted;
  const { outcome } = await whileTrusted(lock, () => lock.release());
  return { outcome: 'ran', fence: lock.fence, end, isLockLost: wasLost || outcome === 'not-held' };
}
