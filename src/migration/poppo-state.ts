/** What PoppoBuilder's state holds once it is read: its records, and what could not be taken over. */

/** The statuses that PoppoBuilder writes; an issue that was reset has no record. */
export const IMPORTED_STATUSES = ['processing', 'awaiting-response', 'completed', 'error'] as const;
export type ImportedStatus = (typeof IMPORTED_STATUSES)[number];

export const ISSUE_STATUS_FILE = 'issue-status.json';
export const RUNNING_TASKS_FILE = 'running-tasks.json';

/** One record of issue-status.json. */
export interface ImportedIssue {
  issue: number;
  status: ImportedStatus;
  /** The record as JSON.parse sees it. */
  fields: Readonly<Record<string, unknown>>;
  /** The source text of each field. */
  texts: ReadonlyMap<string, string>;
  /** What running-tasks.json says of this issue; only where it is `processing`. */
  runningTasks: readonly RunningTask[];
}

/** One entry of running-tasks.json. */
export interface RunningTask {
  id: string;
  issue: number;
  fields: Readonly<Record<string, unknown>>;
  /** The entry's source text. */
  text: string;
}

/** Something that can't be taken over: where it stands, and why. */
export interface Rejected {
  file: string;
  key: string;
  reason: string;
}

export interface PoppoState {
  issues: readonly ImportedIssue[];
  /** The running tasks that were taken over; each is also with its issue. */
  runningTasks: readonly RunningTask[];
  rejected: readonly Rejected[];
  /** What is worth knowing though nothing is lost by it, in whole sentences. */
  notes: readonly string[];
}
