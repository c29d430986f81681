/** All steps that a worker takes in a full house (test/kill-points/full-house.ts). */

import { AFTERWARDS, AROUND, HTTP, ONCE, type Steps } from './steps.ts';

/** Requests, and what follows from them. */
export const REQUEST_STEPS: Steps = {
  'moveToActive mirin-requests': AROUND,
  'bzpopmin mirin-requests:marker': AFTERWARDS,
  checkout: AROUND,
  checkin: AROUND,
  settle: AROUND,
  'addStandardJob mirin-labels label-sync': AROUND,
  'removeJob mirin-tasks': ONCE,
  'moveToFinished mirin-requests': AROUND,
};

/** Label passes. */
export const LABEL_STEPS: Steps = {
  'gate-take': AROUND,
  'gate-return': AROUND,
  'POST /labels': HTTP,
  'hset labels:ids': AROUND,
  'moveToActive mirin-labels': AROUND,
  'bzpopmin mirin-labels:marker': AFTERWARDS,
  'label-open': AROUND,
  'POST /issues/N/labels': HTTP,
  'DELETE /issues/N/labels/NAME': HTTP,
  'note-correction': AROUND,
  'label-close': AROUND,
  'hdel issue:N': AROUND,
  'moveToDelayed mirin-labels': AROUND,
  'moveToFinished mirin-labels': AROUND,
};

/** The sweep. */
export const SWEEP_STEPS: Steps = {
  'addJobScheduler mirin-orphans label-sweep': AROUND,
  'updateJobScheduler mirin-orphans label-sweep': AROUND,
  'addStandardJob mirin-labels project-sweep': AROUND,
  'note-drift': AROUND,
  'hset labels:sweep': AROUND,
};

/** The scanner, the prober, and repairs. */
export const SCAN_STEPS: Steps = {
  'addJobScheduler mirin-orphans orphan-scan': AROUND,
  'updateJobScheduler mirin-orphans orphan-scan': AROUND,
  tick: AROUND,
  'moveToActive mirin-orphans': AROUND,
  'bzpopmin mirin-orphans:marker': AFTERWARDS,
  'addStandardJob mirin-orphans project-scan': AROUND,
  'list-expired': AROUND,
  'addStandardJob mirin-orphans orphan-repair': AROUND,
  repair: AROUND,
  'note-unresponsive': AROUND,
  'end-process': AROUND,
  'addPrioritizedJob mirin-tasks ticket': AROUND,
  'zadd tasks:wanted': AROUND,
  'forget-process': AROUND,
  'moveToFinished mirin-orphans': AROUND,
};

/** What a worker does that was told to stop while GitHub keeps a pass hanging: it draws no more and breaks the pass off. */
export const DRAIN_STEPS: Steps = { 'moveToDelayed mirin-labels': AROUND };

/** Said again and again, or only to show that one lives: a death there leaves nothing to others, so chance finds them. */
export const REPEATED_STEPS: readonly string[] = [
  ...['requests', 'labels', 'orphans'].map((queue) => `moveStalledJobsToWait mirin-${queue}`),
  'hset meta',
  'zadd workers',
  'zremrangebyscore workers',
  'hset projects',
  'set labels:served',
];

/** What does not always happen: a job may take longer than half of its lock, and one of a scan may be tried again. */
export const CHANCE_STEPS: readonly string[] = [
  ...['requests', 'labels', 'orphans'].map((queue) => `extendLocks mirin-${queue}`),
  'moveToDelayed mirin-orphans',
];
