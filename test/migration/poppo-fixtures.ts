/** Records of PoppoBuilder in the shapes that were found in the field, for the tests of the import. */

import type { ImportedIssue } from '../../src/migration/poppo-state.ts';
import { readPoppoState } from '../../src/migration/read-poppo-state.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A record that was checked in. */
export const FINISHED = {
  status: 'awaiting-response',
  lastUpdated: '2025-06-23T15:13:59.243Z',
  processId: null,
  pid: null,
  startTime: '2025-06-23T15:13:57.914Z',
  lastHeartbeat: null,
  taskType: 'comment-response',
  metadata: { retryCount: 0, errorCount: 0 },
  endTime: '2025-06-23T15:13:59.243Z',
  result: { error: 'errors.process.cannotExecute', taskType: 'comment-response' },
};

/** A record of work that was going on when the file was written. */
export const IN_WORK = {
  status: 'processing',
  lastUpdated: '2025-06-23T15:21:27.113Z',
  processId: 'comment-98-IC_kwDOO7m6fc6x_DFF',
  pid: 35_173,
  startTime: '2025-06-23T15:21:27.109Z',
  lastHeartbeat: '2025-06-23T15:21:27.109Z',
  taskType: 'comment-response',
  metadata: { retryCount: 0, errorCount: 0 },
};

/** A folder with an issue-status.json of these records, and a running-tasks.json where tasks are given. */
export function stateFolder(issues: Readonly<Record<string, unknown>>, tasks?: unknown): string {
  const files = { 'issue-status.json': JSON.stringify({ issues, lastSync: null }, null, 2) };
  return tempFolder(tasks === undefined ? files : { ...files, 'running-tasks.json': tasks });
}

/** One record as the import reads it. */
export function importedIssue(record: unknown, tasks: unknown = {}): ImportedIssue {
  const [issue] = readPoppoState(stateFolder({ 98: record }, tasks)).issues;
  if (issue === undefined) throw new Error('the record was rejected');
  return issue;
}
