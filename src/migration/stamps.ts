/** Reads the points in time that PoppoBuilder stamped; one that can't be trusted counts as now, never as long ago. */

import { describe } from '../validation.ts';
import type { ImportedIssue } from './poppo-state.ts';

/** With its zone: a local time of an unknown host would be hours off. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** 2001-09-09 in ms; a smaller number is a count of seconds, or nonsense. */
const MIN_STAMP_MS = 1_000_000_000_000;

/** A stamp in ms of Unix time, and what had to be done to it. */
export interface Stamp {
  ms: number;
  note?: string;
}

export interface RecordStamps {
  startTime?: Stamp;
  endTime?: Stamp;
  lastUpdated?: Stamp;
  /** All signs of life: the record's and those of its running tasks. */
  signsOfLife: readonly Stamp[];
}

/** Every stamp of a record. `nowMs` is the latest that any of them can be. */
export function readStamps({ issue, fields, runningTasks }: ImportedIssue, nowMs: number): RecordStamps {
  const of = (name: string) => readStamp(`#${issue} ${name}`, fields[name], nowMs);
  const startTime = of('startTime');
  const endTime = of('endTime');
  const lastUpdated = of('lastUpdated');
  const ofTasks = runningTasks.flatMap(({ id, fields }) =>
    ['startTime', 'lockTime'].map((name) => readStamp(`${id} ${name}`, fields[name], nowMs)),
  );
  const signs = [lastUpdated, startTime, of('lastHeartbeat'), ...ofTasks];
  return {
    ...(startTime && { startTime }),
    ...(endTime && { endTime }),
    ...(lastUpdated && { lastUpdated }),
    signsOfLife: signs.filter((stamp) => stamp !== undefined),
  };
}

/** The stamp in `value`: ISO text or ms; undefined where there is none. */
export function readStamp(name: string, value: unknown, nowMs: number): Stamp | undefined {
  if (value === undefined || value === null) return undefined;
  const ms = msOf(value);
  if (ms === undefined) return { ms: nowMs, note: `${name}: ${describe(value)} is no point in time; taken as now` };
  return ms > nowMs ? { ms: nowMs, note: `${name}: ${describe(value)} lies in the future; taken as now` } : { ms };
}

/** The latest of them; undefined of none. */
export function newestOf(stamps: readonly Stamp[]): Stamp | undefined {
  return stamps.toSorted((a, b) => b.ms - a.ms)[0];
}

function msOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : value;
  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= MIN_STAMP_MS ? ms : undefined;
}
