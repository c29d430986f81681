/** What Mirin knows of one issue, as typed values. */

import type { PreviousLease } from '../../queues/outcomes.ts';
import { type Priority, prioritySchema } from '../../queues/priorities.ts';
import {
  type Fence,
  fenceSchema,
  type ProcessId,
  processIdSchema,
  type Status,
  STATUSES,
  statusSchema,
} from '../../queues/values.ts';
import type { HashFields } from './hash-fields.ts';
import { present } from './present.ts';

/** One issue. Members that do not apply are left out; all times are Redis's, in ms. */
export interface IssueRecord {
  issue: number;
  status: Status;
  /** Counts the changes of status. */
  version: number;
  /** Of the current lease; of the last one where nobody holds the issue. */
  fence?: Fence;
  /** The holder, while there is one; `pid` and `host` are its own. */
  processId?: ProcessId;
  pid?: number;
  host?: string;
  /** Name of the process that checked it out last. */
  checkedOutBy?: string;
  taskType?: string;
  priority?: Priority;
  /** Begin and end of the last lease. */
  startTimeMs?: number;
  endTimeMs?: number;
  lastUpdateMs: number;
  /** Deadline of the current lease. */
  expiresAtMs?: number;
  /** The deadline passed, and no repair has run yet. */
  isExpired: boolean;
  /** Which try the current lease is, or the last one that came to no end; 0 after a checkin. */
  attempt: number;
  /** When holders died over it, oldest first. */
  orphanings: number[];
  /** As the last checkin gave them. */
  result?: unknown;
  metadata?: unknown;
  /** Why it is quarantined. */
  reason?: string;
  /** Not granted before then. */
  coolUntilMs?: number;
  /** How the lease before this one ended. */
  previous?: PreviousLease;
  /** Whether the labels may differ from what the status demands, and since when. */
  labels: { isDirty: boolean; dirtySinceMs?: number };
}

/** What stands about an issue in keys other than its hash, and the time of the reading. */
export interface IssueSurroundings {
  deadlineMs: number | undefined;
  dirtySinceMs: number | undefined;
  nowMs: number;
}

/** The record of an issue; undefined where no status is stored, which means never seen. */
export function issueRecord(
  issue: number,
  fields: HashFields,
  { deadlineMs, dirtySinceMs, nowMs }: IssueSurroundings,
): IssueRecord | undefined {
  const status = fields.value('status', statusSchema, `one of ${STATUSES.join(', ')}`);
  if (status === undefined) return undefined;
  return present({
    issue,
    status,
    version: fields.requiredCount('version'),
    ...leaseMembers(fields),
    lastUpdateMs: fields.requiredCount('lastUpdate'),
    expiresAtMs: deadlineMs,
    isExpired: deadlineMs !== undefined && deadlineMs <= nowMs,
    attempt: fields.count('attempt') ?? 0,
    orphanings: orphanings(fields),
    result: fields.json('result'),
    metadata: fields.json('metadata'),
    reason: fields.text('reason'),
    coolUntilMs: fields.count('coolUntil'),
    previous: previousLease(fields),
    labels: present({ isDirty: dirtySinceMs !== undefined, dirtySinceMs }),
  });
}

const leaseMembers = (fields: HashFields) => ({
  fence: fields.value('fence', fenceSchema, 'a fence'),
  processId: fields.value('processId', processIdSchema, 'a process id'),
  pid: fields.count('pid'),
  host: fields.text('host'),
  checkedOutBy: fields.text('checkedOutBy'),
  taskType: fields.text('taskType'),
  priority: fields.value('priority', prioritySchema, 'a priority'),
  startTimeMs: fields.count('startTime'),
  endTimeMs: fields.count('endTime'),
});

/** Stored as `ms,ms+,…`; a plus marks a death that several issues shared. */
function orphanings(fields: HashFields): number[] {
  const texts = fields.text('orphanings')?.split(',') ?? [];
  const times = texts.map((text) => Number(/^(\d{1,16})\+?$/.exec(text)?.[1] ?? 'none'));
  return times.some(Number.isNaN) ? fields.refuse('orphanings', 'times in ms, separated by commas') : times;
}

function previousLease(fields: HashFields): PreviousLease | undefined {
  if (fields.text('prevProcessId') === undefined) return undefined;
  return {
    processId: fields.requiredValue('prevProcessId', processIdSchema, 'a process id'),
    fence: fields.requiredValue('prevFence', fenceSchema, 'a fence'),
    ended: fields.text('prevEnded') ?? '',
    endedAtMs: fields.requiredCount('prevEndedAt'),
    checkpoint: fields.json('prevCheckpoint'),
  };
}
