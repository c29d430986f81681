/** Takes over one record of the original state. */

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
  /** In hex: the same record is taken over once. */
  sourceHash: string;
}

export type ImportOutcome =
  | { outcome: 'imported' | 'unchanged' }
  /** Mirin knows the issue otherwise than by this import; it is left as it is. */
  | { outcome: 'conflict'; detail: string };

/** Takes the record over unless that was done before, or Mirin knows the issue already. */
export async function importIssue(store: ProjectStore, record: IssueToImport): Promise<ImportOutcome> {
  const { issue, holder } = record;
  const reply = await script.run(store.redis, recordKeys(store, issue, holder?.processId ?? NOBODY), {
    ...recordArgs(store, issue),
    source_hash: record.sourceHash,
    status: record.status,
    task_type: record.taskType,
    start_time: record.startTimeMs ?? '',
    end_time: record.endTimeMs ?? '',
    last_update: record.lastUpdateMs,
    result: record.result ?? '',
    metadata: record.metadata ?? '',
    ...(holder === undefined ? NO_HOLDER : holderArgs(holder)),
  });
  const fields = fieldsOf(reply, 'import-issue');
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
