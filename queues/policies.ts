/** How each queue retries, how long it keeps what is done, and how soon it notices a worker that died. */

import type { QueueName } from './names.ts';

export interface QueuePolicy {
  /** Tries of one job, the first included. */
  attempts: number;
  /** First pause between tries in ms; it doubles, with jitter. */
  backoffMs: number;
  /** Longest pause between tries in ms. */
  maxBackoffMs: number;
  /** Finished and failed jobs kept for people to look at: at most so many, so long (s). */
  keepCompleted: { count: number; age: number };
  keepFailed: { count: number; age: number };
  /** A worker that is silent for so long (ms) has lost its job. */
  lockMs: number;
  /** Time between looks for such jobs, in ms. */
  stalledEveryMs: number;
  why: string;
}

const DAY_S = 86_400;

/** No limit of stalls may fail a request without an outcome, so every queue allows very many. */
export const MAX_STALLS = 1_000_000;

export const QUEUE_POLICIES: Record<QueueName, QueuePolicy> = {
  'mirin-requests': {
    attempts: 50,
    backoffMs: 100,
    maxBackoffMs: 2_000,
    keepCompleted: { count: 1_000, age: DAY_S },
    keepFailed: { count: 1_000, age: 7 * DAY_S },
    lockMs: 5_000,
    stalledEveryMs: 2_000,
    why: 'Somebody waits for the answer: short locks, quick retries; outcomes live in Redis, not in jobs.',
  },
  'mirin-tasks': {
    attempts: 10,
    backoffMs: 500,
    maxBackoffMs: 30_000,
    keepCompleted: { count: 1_000, age: DAY_S },
    keepFailed: { count: 1_000, age: 7 * DAY_S },
    lockMs: 30_000,
    stalledEveryMs: 15_000,
    why: 'Tickets are only pointers; the lease, not the job, says who works.',
  },
  'mirin-labels': {
    attempts: 1_000,
    backoffMs: 1_000,
    maxBackoffMs: 300_000,
    keepCompleted: { count: 500, age: DAY_S },
    keepFailed: { count: 1_000, age: 7 * DAY_S },
    lockMs: 30_000,
    stalledEveryMs: 15_000,
    why: 'GitHub may be away for hours; a pass may be repeated at any time without harm.',
  },
  'mirin-orphans': {
    attempts: 5,
    backoffMs: 200,
    maxBackoffMs: 2_000,
    keepCompleted: { count: 500, age: DAY_S },
    keepFailed: { count: 1_000, age: 7 * DAY_S },
    lockMs: 3_000,
    stalledEveryMs: 1_500,
    why: 'The next scan finds again whatever a lost job leaves; locks are short so that none waits for a dead worker.',
  },
};
