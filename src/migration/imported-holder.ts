/** Turns the process that a `processing` record names into the holder of a lease without heartbeats. */

import { PROCESS_NAME_PATTERN } from '../../queues/values.ts';
import { describe } from '../validation.ts';
import type { ImportedIssue } from './poppo-state.ts';
import { newestOf, type RecordStamps } from './stamps.ts';

/** The holder of a `ttl` lease: nothing but the deadline says whether it lives. */
export interface ImportedHolder {
  name: string;
  pid?: number;
  deadlineMs: number;
}

export interface DeadlineRule {
  /** The latest that anything can have happened: Redis's clock. */
  nowMs: number;
  /** Time after its last sign of life during which a holder may still be running. */
  staleAfterMs: number;
  /** The operator's word that no holder lives any more. */
  assumeDead: boolean;
}

const MAX_PID = 2 ** 31 - 1;

/** The name of the holder; `processId` where it can be a process name, else what is left of it. */
export function holderName({ fields }: ImportedIssue): string {
  const given = fields['processId'] ?? `poppo-${pidOf(fields['pid']) ?? 'unknown'}`;
  const text = typeof given === 'string' || typeof given === 'number' ? String(given) : describe(given);
  if (PROCESS_NAME_PATTERN.test(text)) return text;
  const cleaned = text.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  return cleaned.slice(0, 64) || 'poppo-unknown';
}

/** The holder with its deadline: the newest sign of life, now where there is none, and the time to go stale. */
export function holderOf(record: ImportedIssue, { signsOfLife }: RecordStamps, rule: DeadlineRule): ImportedHolder {
  const staleMs = (newestOf(signsOfLife)?.ms ?? rule.nowMs) + rule.staleAfterMs;
  const pid = pidOf(record.fields['pid']);
  return {
    name: holderName(record),
    ...(pid !== undefined && { pid }),
    deadlineMs: rule.assumeDead ? Math.min(rule.nowMs, staleMs) : staleMs,
  };
}

export function pidOf(value: unknown): number | undefined {
  const pid = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && pid <= MAX_PID ? pid : undefined;
}
