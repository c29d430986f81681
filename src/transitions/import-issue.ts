/** Takes over one record of the original state, or what labels say of an issue. */

import type { ProcessId, Status } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { NOBODY, recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./import-issue.lua', import.meta.url));

/** Whoever may still be working on an issue: a process that sends no heartbeats. */
export interface HolderToImport {
  processId: ProcessId;
  name: string;
  pid?: number;
  deadlineMs: number;
  ttlMs: number;
}

/** A record as Mirin is to know it; all times in ms. */
export interface IssueToImport {
  issue: number;
  status: Status;
  taskType: string;
  startTimeMs?: number;
  endTimeMs?: number;
  lastUpdateMs: number;
  /** JSON text, kept verbatim. */
  result?: string;
  metadata?: string;
  holder?: HolderToImport;
  /** In hex: the same record is taken over once; {@link LABELS_ALONE} where there is none. */
  sourceHash: string;
  /** Why it comes over, for people: stands in the event, and with a quarantined issue. */
  reason?: string;
}

/** Stands for a record of which nothing is known but what labels show: it gives way to any other. */
export const LABELS_ALONE = '0';

/** Whoever holds an issue by its label alone: one for each issue, so that its silence concerns no other. */
export const labelledHolder = (issue: number): ProcessId =>
  `from-label~${String(issue).padStart(16, '0')}` as ProcessId;

export type ImportOutcome =
  | { outcome: 'imported' | 'unchanged' }
  /** Mirin knows the issue otherwise than by this import; it is left as it is. */
  | { outcome: 'conflict'; detail: string };

/** Redis was restarted, or has lost what it knew: until then holders may bring their leases back. */
export interface CoolingDown {
  outcome: 'cooling-down';
  untilMs: number;
}

/** Takes the record over unless that was done before, or Mirin knows the issue already. */
export async function importIssue(store: ProjectStore, record: IssueToImport): Promise<ImportOutcome> {
  return outcomeOf(await run(store, record, 0));
}

/** The same, but not within `restartWaitMs` after another run of Redis: whoever holds the issue goes before a hint. */
export async function importWhenSettled(
  store: ProjectStore,
  record: IssueToImport,
  restartWaitMs: number,
): Promise<ImportOutcome | CoolingDown> {
  const fields = await run(store, record, restartWaitMs);
  if (fields[0] === 'cooling-down') return { outcome: 'cooling-down', untilMs: Number(fieldAt(fields, 1)) };
  return outcomeOf(fields);
}

async function run(store: ProjectStore, record: IssueToImport, restartWaitMs: number): Promise<string[]> {
  const { issue, holder } = record;
  const reply = await script.run(store.redis, importKeys(store, record), {
    ...recordArgs(store, issue),
    labelled_holder: labelledHolder(issue),
    source_hash: record.sourceHash,
    status: record.status,
    task_type: record.taskType,
    start_time: record.startTimeMs ?? '',
    end_time: record.endTimeMs ?? '',
    last_update: record.lastUpdateMs,
    result: record.result ?? '',
    metadata: record.metadata ?? '',
    reason: record.reason ?? '',
    restart_wait_ms: restartWaitMs,
    ...(holder === undefined ? NO_HOLDER : holderArgs(holder)),
  });
  return fieldsOf(reply, 'import-issue');
}

function importKeys(store: ProjectStore, { issue, holder }: IssueToImport) {
  const labelled = store.keys.process(labelledHolder(issue));
  return {
    ...recordKeys(store, issue, holder?.processId ?? NOBODY),
    labelled_process: labelled.process,
    labelled_process_issues: labelled.process_issues,
  };
}

function outcomeOf(fields: readonly string[]): ImportOutcome {
  if (fields[0] === 'conflict') return { outcome: 'conflict', detail: fieldAt(fields, 1) };
  return { outcome: fields[0] === 'imported' ? 'imported' : 'unchanged' };
}

const NO_HOLDER = { process_id: '', holder_name: '', holder_pid: '', holder_host: '', deadline_ms: '', ttl_ms: '' };

/** The original state names no host. */
const holderArgs = (holder: HolderToImport) => ({
  ...NO_HOLDER,
  process_id: holder.processId,
  holder_name: holder.name,
  holder_pid: holder.pid ?? '',
  deadline_ms: holder.deadlineMs,
  ttl_ms: holder.ttlMs,
});
