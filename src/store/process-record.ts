/** What Mirin knows of one process, as typed values. */

import { z } from 'zod';
import type { ProcessId } from '../../queues/values.ts';
import type { HashFields } from './hash-fields.ts';
import { present } from './present.ts';

/** `alive` until it is known otherwise · `ended`: by its own word · `dead`: its pid is gone, or its lease ran out. */
export const PROCESS_STATUSES = ['alive', 'ended', 'dead'] as const;
const statusSchema = z.enum(PROCESS_STATUSES);
export type ProcessStatus = z.infer<typeof statusSchema>;

const livenessSchema = z.enum(['beat', 'ttl']);
const kindSchema = z.enum(['program', 'run', 'shell', 'imported']);

/** One run of a participant. Members that are not known are left out; all times are Redis's, in ms. */
export interface ProcessInfo {
  processId: ProcessId;
  name: string;
  status: ProcessStatus;
  /** `beat`: sends heartbeats · `ttl`: only the deadlines of its leases count. */
  liveness: z.infer<typeof livenessSchema>;
  kind: z.infer<typeof kindSchema>;
  pid?: number;
  host?: string;
  startedAtMs?: number;
  endedAtMs?: number;
  lastSeenMs: number;
  /** Life of its leases without a heartbeat. */
  ttlMs: number;
  /** Its leases ran out though its pid lives: it is stopped or hangs. */
  isUnresponsive: boolean;
  /** Counted as alive, but not seen for longer than its TTL. */
  isSilent: boolean;
  /** An operator wants it to take nothing more. */
  isDraining: boolean;
  /** Issues on which it has left no checkpoint for longer than its progress deadline, though it beats. */
  stuckIssues: number[];
  memoryBytes?: number;
  /** Share of one core between its last two heartbeats. */
  cpuPercent?: number;
  /** What it holds, in rising order, at most 500 of them; `issueCount` counts all. */
  issues: number[];
  issueCount: number;
  /** Names of the locks that it holds, in order, at most 500 of them. */
  locks: string[];
}

/** What stands about a process in keys other than its hash, and the time of the reading. */
export interface ProcessSurroundings {
  issues: number[];
  issueCount: number;
  locks: string[];
  nowMs: number;
}

/** The record of a process; undefined where no name is stored, which only a registration writes. */
export function processInfo(
  processId: ProcessId,
  fields: HashFields,
  { issues, issueCount, locks, nowMs }: ProcessSurroundings,
): ProcessInfo | undefined {
  const name = fields.text('name');
  if (name === undefined) return undefined;
  const status = fields.requiredValue('status', statusSchema, `one of ${PROCESS_STATUSES.join(', ')}`);
  const lastSeenMs = fields.requiredCount('lastSeen');
  const ttlMs = fields.requiredCount('ttlMs');
  return present({
    processId,
    name,
    status,
    liveness: fields.requiredValue('liveness', livenessSchema, 'beat or ttl'),
    kind: fields.requiredValue('kind', kindSchema, 'program, run, shell or imported'),
    pid: fields.count('pid'),
    host: fields.text('host'),
    startedAtMs: fields.count('startedAt'),
    endedAtMs: fields.count('endedAt'),
    lastSeenMs,
    ttlMs,
    isUnresponsive: fields.text('unresponsiveAt') !== undefined,
    isSilent: status === 'alive' && lastSeenMs + ttlMs <= nowMs,
    isDraining: fields.text('drainingSince') !== undefined,
    stuckIssues: stuckIssues(fields),
    memoryBytes: fields.count('memory'),
    cpuPercent: fields.decimal('cpu'),
    issues,
    issueCount,
    locks,
  });
}

const stuckIssues = (fields: HashFields): number[] =>
  (fields.text('stuck') ?? '').split(' ').filter(Boolean).map(Number);
