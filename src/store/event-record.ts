/** One transition as the streams keep it: in an issue's history and among the project's events. */

import {
  type Fence,
  fenceSchema,
  type ProcessId,
  processIdSchema,
  type Status,
  statusSchema,
} from '../../queues/values.ts';
import { HashFields } from './hash-fields.ts';
import { present } from './present.ts';

/** What can happen; docs/events.md says what each means. */
export const EVENT_TYPES = [
  'checkout.granted',
  'checkout.adopted',
  'checkout.abandoned',
  'checkin.committed',
  'checkin.superseded',
  'task.queued',
  'task.claimed',
  'lease.restored',
  'orphan.repaired',
  'issue.released',
  'issue.reset',
  'issue.processed',
  'issue.unprocessed',
  'issue.retried',
  'issue.held',
  'issue.imported',
  'quarantine.released',
  'lock.acquired',
  'lock.released',
  'lock.freed',
  'lock.restored',
  'process.ordered',
  'process.unresponsive',
  'process.ended',
  'process.dead',
] as const;

/** A later Mirin may write others; they pass through as text. */
export type EventType = (typeof EVENT_TYPES)[number] | (string & Record<never, never>);

/** Members that do not apply are left out. */
export interface EventRecord {
  /** Its place in the stream; later events have higher ones. */
  id: string;
  type: EventType;
  atMs: number;
  issue?: number;
  /** The name of a lock. */
  lock?: string;
  /** The status before, where there was one, and after. */
  from?: Status;
  to?: Status;
  /** Of the issue, after the event. */
  version?: number;
  processId?: ProcessId;
  fence?: Fence;
  /** Who caused it: a process, a worker or an operator. */
  by?: string;
  taskType?: string;
  /** The comment that a task is about. */
  comment?: string;
  /** What a process was ordered: drain or cancel. */
  order?: string;
  reason?: string;
  /** Of a repair, or of a lock that was freed: why it was due, whether the death counts towards quarantine, which deadline was missed. */
  cause?: string;
  isCounted?: boolean;
  deadlineMs?: number;
}

/** An entry as XRANGE and XREAD return it: id, then fields and values in turn. */
export type StreamEntry = readonly [id: string, flat: readonly string[]];

/** The event in a stream's entry. @throws MirinError `MIRIN_STATE_CORRUPT` naming the stream, the entry and the field. */
export function eventRecord(stream: string, [id, flat]: StreamEntry): EventRecord {
  const fields = new HashFields(`${stream}, entry ${id}`, toObject(flat));
  const counted = fields.text('counted');
  return present({
    id,
    type: fields.text('type') ?? fields.refuse('type', 'the type of an event'),
    atMs: fields.requiredCount('at'),
    issue: fields.count('issue'),
    lock: fields.text('lock'),
    from: fields.value('from', statusSchema, 'a status'),
    to: fields.value('to', statusSchema, 'a status'),
    version: fields.count('version'),
    processId: fields.value('processId', processIdSchema, 'a process id'),
    fence: fields.value('fence', fenceSchema, 'a fence'),
    by: fields.text('by'),
    taskType: fields.text('taskType'),
    comment: fields.text('comment'),
    order: fields.text('order'),
    reason: fields.text('reason'),
    cause: fields.text('cause'),
    isCounted: counted === undefined ? undefined : counted === '1',
    deadlineMs: fields.count('deadline'),
  });
}

function toObject(flat: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) values[flat[index] ?? ''] = flat[index + 1] ?? '';
  return values;
}
