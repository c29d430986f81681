/** Reads how the intake of a project fares: its rule, what waits, what stopped it, its last sweep. */

import { PRIORITY_LEVELS, type Priority, prioritySchema } from '../../queues/priorities.ts';
import { levelAt } from '../intake/candidate.ts';
import { finishedSweep, type FinishedSweep } from '../intake/intake-record.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { present } from './present.ts';
import { readTogether } from './read-together.ts';

export type ByPriority = Record<Priority, number>;

export interface IntakeStatus {
  /** As the workers apply it; absent where the project takes no work by itself. */
  rule?: unknown;
  isOn: boolean;
  /** Tasks that wait to be taken up, whoever wanted them, and how many may. */
  tasksWaiting: { count: number; byPriority: ByPriority };
  maxPendingTasks: number;
  /** Found to be work, and not yet tasks. */
  candidates: { count: number; byPriority: ByPriority };
  /** Since when the intake takes nothing more, as too many tasks wait. */
  stoppedSinceMs?: number;
  lastSweep?: FinishedSweep;
}

/** By priority, no more than so many are counted. */
const MOST_COUNTED = 5_000;

export async function readIntakeStatus(store: ProjectStore): Promise<IntakeStatus> {
  const { intake, intake_waiting, tasks_wanted } = store.keys.own;
  const reads = [
    ['hmget', intake, 'rule', 'limit', 'stoppedAt', 'lastSweep'],
    ['zcard', tasks_wanted],
    ['zrange', tasks_wanted, 0, MOST_COUNTED - 1],
    ['zcard', intake_waiting],
    ['zrange', intake_waiting, 0, MOST_COUNTED - 1, 'WITHSCORES'],
  ] as const;
  const [kept, waiting, tasks, found, places] = await readTogether(store, reads, 'reading how the intake fares');
  const [rule, limit, stoppedAt, lastSweep] = kept as (string | null)[];
  const levels = (places as string[]).filter((_, at) => at % 2 === 1).map((place) => levelAt(Number(place)));
  return present({
    rule: rule === null || rule === undefined ? undefined : (JSON.parse(rule) as unknown),
    isOn: typeof rule === 'string',
    tasksWaiting: { count: Number(waiting), byPriority: counts(await prioritiesOf(store, tasks as string[])) },
    maxPendingTasks: Number(limit ?? 0),
    candidates: { count: Number(found), byPriority: counts(levels) },
    stoppedSinceMs: stoppedAt ? Number(stoppedAt) : undefined,
    lastSweep: lastSweep ? finishedSweep(lastSweep) : undefined,
  });
}

async function prioritiesOf(store: ProjectStore, tasks: readonly string[]): Promise<Priority[]> {
  const reads = tasks.map((task) => ['hget', store.keys.task(task), 'priority'] as const);
  const found = await readTogether(store, reads, 'reading the priorities of tasks');
  return found.map((priority) => prioritySchema.catch('normal').parse(priority));
}

function counts(priorities: readonly Priority[]): ByPriority {
  const none = Object.keys(PRIORITY_LEVELS).map((level) => [level, 0]);
  const byPriority = Object.fromEntries(none) as ByPriority;
  for (const priority of priorities) byPriority[priority] += 1;
  return byPriority;
}
