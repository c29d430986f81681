/** Reads running-tasks.json: the tasks that bear witness to a holder, and those that bear witness to none. */

import { issueNumberSchema } from '../../queues/values.ts';
import { describe } from '../validation.ts';
import { ImportUnreadableError } from './errors.ts';
import { entriesOf, type JsonEntry } from './json-text.ts';
import { RUNNING_TASKS_FILE, type ImportedIssue, type Rejected, type RunningTask } from './poppo-state.ts';
import { oversizeOf } from './state-file.ts';

/** `compact` is the file's JSON: an object by task id, or an array, which the original wrote at times. */
export function readRunningTasks(compact: string): (RunningTask | Rejected)[] {
  if (/^[{[]/.test(compact)) return entriesOf(compact).map(readTask);
  const reason = `is not a state: expected an object by task id, got ${describe(JSON.parse(compact))}`;
  throw new ImportUnreadableError(RUNNING_TASKS_FILE, reason);
}

/** Gives each task to the issue that it runs for; one whose issue is not in work is told as rejected. */
export function assignTasks(
  tasks: readonly RunningTask[],
  issues: readonly ImportedIssue[],
): { issues: ImportedIssue[]; rejected: Rejected[] } {
  const byNumber = new Map(issues.map((issue) => [issue.issue, { ...issue, runningTasks: [] as RunningTask[] }]));
  const rejected: Rejected[] = [];
  for (const task of tasks) {
    const issue = byNumber.get(task.issue);
    if (issue?.status === 'processing') issue.runningTasks.push(task);
    else
      rejected.push(
        rejection(task.id, `issue #${task.issue} is ${issue?.status ?? 'without a record'}, not processing`),
      );
  }
  return { issues: [...byNumber.values()], rejected };
}

function readTask([id, text]: JsonEntry): RunningTask | Rejected {
  const reason = oversizeOf(text) ?? (text.startsWith('{') ? undefined : 'not a task: expected an object');
  if (reason !== undefined) return rejection(id, reason);
  const fields = JSON.parse(text) as Record<string, unknown>;
  const issue = issueNumberSchema.safeParse(numberOf(fields['issueNumber']));
  if (issue.success) return { id, issue: issue.data, fields, text };
  return rejection(
    id,
    `issueNumber: expected ${issue.error.issues[0]?.message}, got ${describe(fields['issueNumber'])}`,
  );
}

/** The original wrote issue numbers as numbers and, in places, as decimal text. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function rejection(key: string, reason: string): Rejected {
  return { file: RUNNING_TASKS_FILE, key, reason };
}
