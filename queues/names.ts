/** The four queues: their names, and the key prefix under which each lives. */

/** BullMQ queue names; they never contain a colon. */
export const QUEUE_NAMES = {
  /** Checkouts and checkins of one project. */
  requests: 'mirin-requests',
  /** Tickets for the work itself, of one project. */
  tasks: 'mirin-tasks',
  /** Label passes of all projects. */
  labels: 'mirin-labels',
  /** Scans for orphans and their repairs, of all projects. */
  orphans: 'mirin-orphans',
} as const;

export type QueueName = (typeof QUEUE_NAMES)[keyof typeof QUEUE_NAMES];

/** Key prefix of the queues that all projects share; the braces keep them in one slot of a cluster. */
export const SHARED_PREFIX = '{mirin}';

/** Key prefix of everything that belongs to one project, its queues included. */
export const projectPrefix = (projectKey: string): string => `mirin:{${projectKey}}`;
