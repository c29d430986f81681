/** Every key name of a project, in one place; docs/redis-keys.md says what each holds. */

import { projectPrefix, SHARED_PREFIX } from '../../queues/names.ts';
import { STATUSES } from '../../queues/values.ts';

/** Names of one project's keys, under the names that the scripts' headers use. */
export interface ProjectKeys {
  readonly project: string;
  /** Keys of which a project has one each. */
  readonly own: Readonly<Record<string, string>>;
  issue(issue: number): Readonly<Record<string, string>>;
  process(processId: string): Readonly<Record<string, string>>;
  request(requestId: string): string;
  task(taskId: string): string;
  machine(machineId: string): string;
  replies(processId: string): string;
  statusIndex(status: string): string;
}

/** The id of the one task that an issue itself has. */
export const issueTaskId = (issue: number): string => `issue-${issue}`;

/** Keys that all projects share; they live in one slot of their own. */
export const SHARED_KEYS = {
  projects: `${SHARED_PREFIX}:projects`,
  workers: `${SHARED_PREFIX}:workers`,
} as const;

export function projectKeys(project: string): ProjectKeys {
  const prefix = projectPrefix(project);
  const name = (...parts: (string | number)[]): string => [prefix, ...parts].join(':');
  const task = (taskId: string): string => name('task', taskId);
  const statusIndex = (status: string): string => name('issues', status);
  return {
    project,
    own: ownKeys(name, statusIndex),
    issue: (issue) => ({
      issue: name('issue', issue),
      history: name('issue', issue, 'history'),
      task: task(issueTaskId(issue)),
    }),
    process: (id) => ({
      process: name('process', id),
      process_issues: name('process', id, 'issues'),
      checkpoints: name('process', id, 'checkpoints'),
      orders: name('process', id, 'orders'),
      heartbeat: name('heartbeat', id),
    }),
    request: (requestId) => name('request', requestId),
    task,
    machine: (machineId) => name('machine', machineId === '' ? 'unknown' : machineId),
    replies: (processId) => name('process', processId, 'replies'),
    statusIndex,
  };
}

function ownKeys(
  name: (...parts: string[]) => string,
  statusIndex: (status: string) => string,
): Record<string, string> {
  const indexes = STATUSES.map((status) => [`issues_${status.replaceAll('-', '_')}`, statusIndex(status)]);
  return {
    schema: name('schema'),
    clock: name('clock'),
    fence: name('fence'),
    leases: name('leases'),
    events: name('events'),
    superseded: name('superseded'),
    issues: name('issues'),
    processing_issues: name('processing_issues'),
    processed_issues: name('processed_issues'),
    labels_dirty: name('labels', 'dirty'),
    labels_open: name('labels', 'open'),
    tasks_wanted: name('tasks', 'wanted'),
    running_tasks: name('running_tasks'),
    processes: name('processes'),
    ledger: name('import', 'ledger'),
    ...Object.fromEntries(indexes),
  };
}
