/** Reads issue-status.json: which records can be taken over, and why the others can't. */

import { issueNumberSchema } from '../../queues/values.ts';
import { describe } from '../validation.ts';
import { ImportUnreadableError } from './errors.ts';
import { entriesOf, type JsonEntry } from './json-text.ts';
import {
  IMPORTED_STATUSES,
  ISSUE_STATUS_FILE,
  type ImportedIssue,
  type ImportedStatus,
  type Rejected,
} from './poppo-state.ts';
import { oversizeOf } from './state-file.ts';

export interface IssueRecords {
  issues: ImportedIssue[];
  rejected: Rejected[];
  notes: string[];
}

/** `compact` is the file's JSON. @throws ImportUnreadableError where it does not have the shape of a state at all */
export function readIssueRecords(compact: string): IssueRecords {
  if (!compact.startsWith('{')) throw misshapen('', compact);
  const top = entriesOf(compact);
  const others = top.filter(([key, text]) => key !== 'issues' && text !== 'null');
  const rejected = others.map(([key]) => rejection(key, 'not part of any issue: Mirin has no place for it'));
  const issuesText = new Map(top).get('issues');
  if (issuesText === undefined) return { issues: [], rejected, notes: [`${ISSUE_STATUS_FILE} holds no issues`] };

  const entries = recordsOf(issuesText);
  const lastByKey = new Map(entries.map((entry) => [entry[0], entry]));
  const read = entries.map((entry) => readRecord(entry, lastByKey.get(entry[0]) !== entry));
  return {
    issues: read.filter((record) => 'issue' in record),
    rejected: [...rejected, ...read.filter((record) => 'reason' in record)],
    notes: [],
  };
}

/** The records by their keys. An empty array stands for an empty object, as it does in the field. */
function recordsOf(issuesText: string): JsonEntry[] {
  if (issuesText === '[]') return [];
  if (!issuesText.startsWith('{')) throw misshapen('issues: ', issuesText);
  return entriesOf(issuesText);
}

function readRecord([key, text]: JsonEntry, isOverridden: boolean): ImportedIssue | Rejected {
  const reason = isOverridden
    ? 'written twice: the later record counts, as it did for PoppoBuilder'
    : faultOf(key, text);
  if (reason !== undefined) return rejection(key, reason);
  const fields = JSON.parse(text) as Record<string, unknown> & { status: ImportedStatus };
  return { issue: Number(key), status: fields.status, fields, texts: new Map(entriesOf(text)), runningTasks: [] };
}

/** Why the record can't be taken over, if it can't. */
function faultOf(key: string, text: string): string | undefined {
  const isNumber = /^[1-9]\d*$/.test(key) && issueNumberSchema.safeParse(Number(key)).success;
  if (!isNumber) return 'not an issue number: expected a positive integer below 2^53';
  const oversize = oversizeOf(text);
  if (oversize !== undefined) return oversize;
  const record: unknown = JSON.parse(text);
  if (!text.startsWith('{')) return `not a record: expected an object, got ${describe(record)}`;
  const { status } = record as { status?: unknown };
  const isKnown = (IMPORTED_STATUSES as readonly unknown[]).includes(status);
  return isKnown ? undefined : `status: expected one of ${IMPORTED_STATUSES.join(', ')}, got ${describe(status)}`;
}

function misshapen(where: string, text: string): ImportUnreadableError {
  const reason = `is not a state: ${where}expected an object, got ${describe(JSON.parse(text))}`;
  return new ImportUnreadableError(ISSUE_STATUS_FILE, reason);
}

function rejection(key: string, reason: string): Rejected {
  return { file: ISSUE_STATUS_FILE, key, reason };
}
