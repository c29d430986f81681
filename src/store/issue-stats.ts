/** Counts what a project has, in a bounded number of reads. */

import { type Status, STATUSES } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { present } from './present.ts';
import { readTogether } from './read-together.ts';
import { redisTimeMs } from './redis-time.ts';

export interface IssueStats {
  /** Issues that Mirin knows, and how many of them have each status. */
  issues: number;
  byStatus: Record<Status, number>;
  /** Current leases, named locks among them, and those of them whose deadline passed. */
  leases: number;
  expiredLeases: number;
  /** Issues whose labels may be wrong, and since when the oldest mark stands. */
  labelsDirty: { count: number; oldestSinceMs?: number };
  /** Issues whose labels somebody kept changing, so that they are left alone for now. */
  labelsDamped: number;
  /** Tasks that wait for somebody to draw their ticket. */
  tasksWanted: number;
  /** Events that are kept; see {@link watchEvents}. */
  events: number;
}

/** All counts at one moment. */
export async function issueStats(store: ProjectStore): Promise<IssueStats> {
  const { own, statusIndex } = store.keys;
  const nowMs = await redisTimeMs(store);
  const replies = await readTogether(
    store,
    [
      ['zcard', own.issues],
      ['zcard', own.leases],
      ['zcount', own.leases, '-inf', nowMs],
      ['zcard', own.labels_dirty],
      ['zcard', own.tasks_wanted],
      ['xlen', own.events],
      ['zrange', own.labels_dirty, 0, 0, 'WITHSCORES'],
      ...STATUSES.map((status) => ['zcard', statusIndex(status)] as const),
      ['zcard', own.labels_damped],
    ],
    'counting issues',
  );
  const [issues = 0, leases = 0, expiredLeases = 0, dirty = 0, tasksWanted = 0, events = 0] = replies.map(Number);
  const [, oldest] = replies[6] as string[];
  const byStatus = STATUSES.map((status, index) => [status, Number(replies[7 + index])]);
  return {
    issues,
    byStatus: Object.fromEntries(byStatus) as Record<Status, number>,
    leases,
    expiredLeases,
    labelsDirty: present({ count: dirty, oldestSinceMs: oldest === undefined ? undefined : Number(oldest) }),
    labelsDamped: Number(replies[7 + STATUSES.length]),
    tasksWanted,
    events,
  };
}
