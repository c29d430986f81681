/** All steps that a client takes in its day (test/programs/client-day.ts), its heartbeat thread included. */

import { AROUND, type Steps } from './steps.ts';

export const CLIENT_STEPS: Steps = {
  'subscribe process:ID:replies': AROUND,
  'register-process': AROUND,
  'addPrioritizedJob mirin-requests checkout': AROUND,
  'hearing a reply': AROUND,
  heartbeat: AROUND,
  'addPrioritizedJob mirin-requests checkin': AROUND,
  'addPrioritizedJob mirin-requests checkouts': AROUND,
  'moveToActive mirin-tasks': AROUND,
  'claim-task': AROUND,
  'addStandardJob mirin-labels label-sync': AROUND,
  'moveToFinished mirin-tasks': AROUND,
  release: AROUND,
  reset: AROUND,
  'quarantine-release': AROUND,
  'addPrioritizedJob mirin-tasks ticket': AROUND,
  'zadd tasks:wanted': AROUND,
  'addStandardJob mirin-orphans orphan-repair': AROUND,
  'mark-dirty': AROUND,
  abandon: AROUND,
  'end-process': AROUND,
};

/** What leaves nothing to others, and what does not always happen: there may be nothing to draw at first. */
export const OTHER_STEPS: readonly string[] = [
  'hset meta',
  'moveStalledJobsToWait mirin-tasks',
  'bzpopmin mirin-tasks:marker',
  'extendLocks mirin-tasks',
];
