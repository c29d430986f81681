/** Makes candidates into tasks, by priority and age, as long as there is room. */

import { enqueueFollowUps, type FollowUpTarget } from '../enqueue/follow-ups.ts';
import { readCursor } from '../github/sweep-cursor.ts';
import { toRedisFault } from '../redis/faults.ts';
import { takeCandidate, type TakeOutcome } from '../transitions/intake-take.ts';
import { type Candidate, candidateNamed, type Work } from './candidate.ts';
import { isIntakeOn } from './intake-record.ts';

export interface Taken extends Candidate, Pick<Work, 'type'> {
  priority: string;
}

export interface Filled {
  taken: Taken[];
  /** What was found in the way of the others that were looked at. */
  left: (Candidate & { reason: string })[];
  /** As many tasks wait as may. */
  isFull: boolean;
  /** They did not when this was asked last. */
  isNewlyFull: boolean;
  /** Nothing waits for room any more, after something had. */
  isResumed: boolean;
}

const PAGE = 100;
/** So many that can't be taken yet are passed over; those behind them come with the next look. */
const MOST_PASSED = 1_000;

/**
 * Harmless however often and from however many workers at once. In the midst of a sweep the most urgent may not have been
 * listed yet: then nothing is taken, unless workers would stand idle.
 */
export async function fillTasks(target: FollowUpTarget, by: string): Promise<Filled> {
  const filled: Filled = { taken: [], left: [], isFull: false, isNewlyFull: false, isResumed: false };
  try {
    if (!(await isIntakeOn(target.store)) || (await isTooEarly(target))) return filled;
    await takeInOrder(target, by, filled);
    filled.isResumed = await hasResumed(target);
    return filled;
  } catch (error) {
    throw toRedisFault(error, 'filling the tasks');
  }
}

async function isTooEarly({ store }: FollowUpTarget): Promise<boolean> {
  const { page } = await readCursor(store, 'intake_sweep');
  return page !== '' && (await store.redis.zcard(store.keys.own.tasks_wanted)) > 0;
}

async function takeInOrder(target: FollowUpTarget, by: string, filled: Filled): Promise<void> {
  const { redis, keys } = target.store;
  let passed = 0;
  while (passed < MOST_PASSED) {
    const names = await redis.zrange(keys.own.intake_waiting, passed, String(passed + PAGE - 1));
    if (names.length === 0) return;
    for (const name of names) {
      const candidate = candidateNamed(name);
      const outcome = await takeCandidate(target.store, candidate, by);
      if (outcome.outcome === 'full') {
        filled.isFull = true;
        filled.isNewlyFull = outcome.isNew;
        return;
      }
      if (outcome.outcome === 'later') passed += 1;
      await note(target, candidate, outcome, filled);
    }
  }
}

/** One ticket after the other: the queue is first in, first out within a level. */
async function note(
  target: FollowUpTarget,
  candidate: Candidate,
  outcome: Exclude<TakeOutcome, { outcome: 'full' }>,
  filled: Filled,
): Promise<void> {
  switch (outcome.outcome) {
    case 'taken': {
      const { wanted, type, priority } = outcome;
      await enqueueFollowUps(target, [{ kind: 'ticket', wanted, isRepaired: false }]);
      filled.taken.push({ ...candidate, type, priority });
      return;
    }
    case 'dropped':
    case 'later':
      filled.left.push({ ...candidate, reason: outcome.reason });
      return;
    case 'gone':
  }
}

async function hasResumed({ store: { redis, keys } }: FollowUpTarget): Promise<boolean> {
  if ((await redis.zcard(keys.own.intake_waiting)) > 0) return false;
  return (await redis.hdel(keys.own.intake, 'stoppedAt')) === 1;
}
