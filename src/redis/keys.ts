/** Every key name of a project, in one place; docs/redis-keys.md says what each holds. */

import { projectPrefix, SHARED_PREFIX } from '../../queues/names.ts';
import type { Status } from '../../queues/values.ts';

/** Names of one project's keys, under the names that the scripts' headers use. */
export type ProjectKeys = ReturnType<typeof projectKeys>;

/** The key of this name below the project's prefix. */
type Name = (rest: string) => string;

/** The id of the one task that an issue itself has. */
export const issueTaskId = (issue: number): string => `issue-${issue}`;

/** Keys that all projects share; they live in one slot of their own. */
export const SHARED_KEYS = {
  projects: `${SHARED_PREFIX}:projects`,
  workers: `${SHARED_PREFIX}:workers`,
  accounts: `${SHARED_PREFIX}:accounts`,
  schema: `${SHARED_PREFIX}:schema`,
} as const;

/** Names of one GitHub account's keys, in the slot of those that all projects share. */
export type AccountKeys = ReturnType<typeof accountKeys>;

/** The names of the keys of the account with this id, at this host. */
export function accountKeys(id: string, host: string) {
  const account = `${SHARED_PREFIX}:account:${id}`;
  return {
    id,
    schema: SHARED_KEYS.schema,
    accounts: SHARED_KEYS.accounts,
    account,
    slots: `${account}:slots`,
    passes: `${account}:passes`,
    points: `${account}:points`,
    host: `${SHARED_PREFIX}:host:${host}`,
  };
}

/** The names of the keys of the project with this lower-cased key. */
export function projectKeys(project: string) {
  const prefix = projectPrefix(project);
  const name: Name = (rest) => `${prefix}:${rest}`;
  const task = (taskId: string) => name(`task:${taskId}`);
  return {
    project,
    /** Keys of which a project has one each. */
    own: ownKeys(name),
    issue: (issue: number) => ({
      issue: name(`issue:${issue}`),
      history: name(`issue:${issue}:history`),
      comments: name(`issue:${issue}:comments`),
      processed_comments: name(`processed_comments:${issue}`),
      task: task(issueTaskId(issue)),
    }),
    process: (id: string) => ({
      process: name(`process:${id}`),
      process_issues: name(`process:${id}:issues`),
      process_locks: name(`process:${id}:locks`),
      checkpoints: name(`process:${id}:checkpoints`),
      orders: name(`process:${id}:orders`),
      heartbeat: name(`heartbeat:${id}`),
    }),
    lock: (lock: string) => ({
      lock: name(`lock:${lock}`),
      lock_line: name(`lock:${lock}:line`),
      /** The channel on which whoever waits is called. */
      lock_calls: name(`lock:${lock}:calls`),
    }),
    request: (requestId: string) => name(`request:${requestId}`),
    task,
    /** That what the event of this id asked for was carried out. */
    asked: (eventId: number) => name(`asked:${eventId}`),
    /** That a webhook's delivery was here. */
    delivery: (id: string) => name(`delivery:${id}`),
    machine: (machineId: string) => name(`machine:${machineId === '' ? 'unknown' : machineId}`),
    /** The channel on which a process hears the outcomes of its requests. */
    replies: (processId: string) => name(`process:${processId}:replies`),
    statusIndex: (status: Status) => name(`issues:${status}`),
  };
}

const ownKeys = (name: Name) => ({
  schema: name('schema'),
  clock: name('clock'),
  fence: name('fence'),
  leases: name('leases'),
  locks: name('locks'),
  events: name('events'),
  superseded: name('superseded'),
  issues: name('issues'),
  issues_pending: name('issues:pending'),
  issues_processing: name('issues:processing'),
  issues_awaiting_response: name('issues:awaiting-response'),
  issues_completed: name('issues:completed'),
  issues_error: name('issues:error'),
  issues_quarantined: name('issues:quarantined'),
  processing_issues: name('processing_issues'),
  processed_issues: name('processed_issues'),
  labels_dirty: name('labels:dirty'),
  labels_open: name('labels:open'),
  labels_served: name('labels:served'),
  labels_ids: name('labels:ids'),
  comments_wanted: name('comments:wanted'),
  labels_damped: name('labels:damped'),
  labels_asked: name('labels:asked'),
  labels_sweep: name('labels:sweep'),
  intake: name('intake'),
  intake_waiting: name('intake:waiting'),
  intake_facts: name('intake:facts'),
  intake_sweep: name('intake:sweep'),
  intake_comments: name('intake:comments'),
  tasks_wanted: name('tasks:wanted'),
  running_tasks: name('running_tasks'),
  processes: name('processes'),
  ledger: name('import:ledger'),
});
