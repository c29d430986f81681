/** Reads a PoppoBuilder state folder: each record is either taken over or listed with the reason why not. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { ImportUnreadableError } from './errors.ts';
import { readIssueRecords } from './issue-records.ts';
import { noteNeighbours } from './neighbours.ts';
import { ISSUE_STATUS_FILE, RUNNING_TASKS_FILE, type PoppoState } from './poppo-state.ts';
import { assignTasks, readRunningTasks } from './running-tasks.ts';
import { readStateFile } from './state-file.ts';

/** Where PoppoBuilder keeps its state below a project's root, by version. */
const STATE_FOLDERS = ['state', '.poppo/state', '.poppobuilder/state'];

/**
 * Reads `issue-status.json` and `running-tasks.json` in `dir`; neither is changed.
 * @throws ImportUnreadableError (`MIRIN_IMPORT_UNREADABLE`) where a file can't be read whole; it is never taken as empty
 */
export function readPoppoState(dir: string): PoppoState {
  const issueText = readStateFile(dir, ISSUE_STATUS_FILE);
  if (issueText === undefined) throw missing(dir);
  const taskText = readStateFile(dir, RUNNING_TASKS_FILE);

  const records = readIssueRecords(issueText);
  const tasks = readRunningTasks(taskText ?? '{}');
  const runningTasks = tasks.filter((task) => 'issue' in task);
  const { issues, rejected } = assignTasks(runningTasks, records.issues);
  const assigned = new Set(issues.flatMap((issue) => issue.runningTasks));
  return {
    issues,
    runningTasks: runningTasks.filter((task) => assigned.has(task)),
    rejected: [...records.rejected, ...tasks.filter((task) => 'reason' in task), ...rejected],
    notes: [
      ...records.notes,
      ...(taskText === undefined ? [`there is no ${RUNNING_TASKS_FILE}`] : []),
      ...noteNeighbours(dir),
    ],
  };
}

function missing(dir: string): ImportUnreadableError {
  const nested = STATE_FOLDERS.find((folder) => existsSync(path.join(dir, folder, ISSUE_STATUS_FILE)));
  const hint = nested === undefined ? 'the folder that holds it' : path.join(dir, nested);
  return new ImportUnreadableError(path.join(dir, ISSUE_STATUS_FILE), 'does not exist', `Give ${hint} instead.`);
}
