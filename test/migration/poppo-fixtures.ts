/** Records of PoppoBuilder in the shapes that were found in the field, for the tests of the import. */

import type { ImportedIssue } from '../../src/migration/poppo-state.ts';
import { readPoppoState } from '../../src/migration/read-poppo-state.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A record that was checked in. */
export const FINISHED = {
  status: 'awaiting-response',
  lastUpdated: '2024-03-05T09:41:12.480Z',
  processId: null,
  pid: null,
  startTime: '2024-03-05T09:41:03.117Z',
  lastHeartbeat: null,
  taskType: 'comment-reply',
  metadata: { retryCount: 0, errorCount: 0 },
  endTime: '2024-03-05T09:41:12.480Z',
  result: { error: 'the helper could not be run', taskType: 'comment-reply' },
};

/** A record of work that was going on when the file was written. */
export const IN_WORK = {
  status: 'processing',
  lastUpdated: '2024-03-05T10:02:44.906Z',
  processId: 'comment-98-IC_demoNode0007',
  pid: 41_207,
  startTime: '2024-03-05T10:02:44.850Z',
  lastHeartbeat: '2024-03-05T10:02:44.850Z',
  taskType: 'comment-reply',
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
