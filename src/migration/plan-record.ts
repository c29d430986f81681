/** Plans how one record comes over to Mirin: a pure function of the record, the clock and the operator's word. */

import { createHash } from 'node:crypto';
import { taskTypeSchema } from '../../queues/values.ts';
import { holderName, holderOf, pidOf, type DeadlineRule, type ImportedHolder } from './imported-holder.ts';
import { metadataOf } from './imported-metadata.ts';
import type { ImportedIssue, ImportedStatus } from './poppo-state.ts';
import { newestOf, readStamps, type RecordStamps } from './stamps.ts';

/** What PoppoBuilder itself called a task without a type. */
const UNKNOWN_TASK_TYPE = 'unknown';

/** All that is written for one issue, in one step. */
export interface ImportPlan {
  issue: number;
  status: ImportedStatus;
  taskType: string;
  /** Only of an issue in `processing`: whoever may still be working on it. */
  holder?: ImportedHolder;
  startTimeMs?: number;
  endTimeMs?: number;
  lastUpdateMs: number;
  /** JSON in the source's own words; absent where there was no result. */
  result?: string;
  /** A JSON object: the record's metadata and every field without a place of its own. */
  metadata: string;
  /** SHA-256 of the record, the same for whatever order its fields are in: the ledger's key against doing it twice. */
  sourceHash: string;
  /** What had to be altered, in whole sentences. */
  notes: readonly string[];
}

/** Plans the import of `record`. Never fails: what could not be planned was rejected when it was read. */
export function planRecord(record: ImportedIssue, rule: DeadlineRule): ImportPlan {
  const stamps = readStamps(record, rule.nowMs);
  const metadata = metadataOf(record, placedFields(record));
  return {
    issue: record.issue,
    status: record.status,
    taskType: taskTypeOf(record) ?? UNKNOWN_TASK_TYPE,
    ...(record.status === 'processing' ? { holder: holderOf(record, stamps, rule) } : endOf(record, stamps)),
    ...(stamps.startTime && { startTimeMs: stamps.startTime.ms }),
    lastUpdateMs: (stamps.lastUpdated ?? newestOf(stamps.signsOfLife))?.ms ?? rule.nowMs,
    metadata: metadata.text,
    sourceHash: createHash('sha256').update(canonicalJson(record.fields)).digest('hex'),
    notes: [...stampNotes(stamps), ...metadata.notes, ...holderNotes(record, stamps)],
  };
}

/** How the last work ended. A record in `processing` may bear the end and result of earlier work: metadata then. */
function endOf({ texts }: ImportedIssue, { endTime }: RecordStamps): { endTimeMs?: number; result?: string } {
  const result = texts.get('result') ?? 'null';
  return { ...(endTime && { endTimeMs: endTime.ms }), ...(result !== 'null' && { result }) };
}

/** The fields that a plan has a place of its own for; all others go into the metadata. */
function placedFields(record: ImportedIssue): Set<string> {
  const { fields, status } = record;
  const placed = new Set(['status', 'lastUpdated', 'startTime']);
  if (taskTypeOf(record) !== undefined) placed.add('taskType');
  if (status !== 'processing') return placed.add('endTime').add('result');
  if (holderName(record) === fields['processId']) placed.add('processId');
  if (pidOf(fields['pid']) !== undefined) placed.add('pid');
  return placed;
}

function taskTypeOf({ fields }: ImportedIssue): string | undefined {
  return taskTypeSchema.safeParse(fields['taskType']).data;
}

function holderNotes(record: ImportedIssue, { signsOfLife }: RecordStamps): string[] {
  const { issue, status, fields } = record;
  if (status !== 'processing') return [];
  const name = holderName(record);
  return [
    ...(name === fields['processId'] ? [] : [`#${issue}: its holder is called ${name}`]),
    ...(signsOfLife.length > 0 ? [] : [`#${issue}: its holder left no stamp; taken as alive now`]),
  ];
}

function stampNotes({ startTime, endTime, lastUpdated, signsOfLife }: RecordStamps): string[] {
  const stamps = new Set([startTime, endTime, lastUpdated, ...signsOfLife]);
  return [...stamps].map((stamp) => stamp?.note).filter((note) => note !== undefined);
}

/** JSON with the keys of all objects in order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
