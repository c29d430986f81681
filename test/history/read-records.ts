/** Reads the records of a wave's programs and makes calls and beats of them, sorted by project. */

import { existsSync, readFileSync } from 'node:fs';
import type { Beat, Call, CallEnd } from './history.ts';
import type { Answered, Entry, Failed } from './record.ts';

export interface Recorded {
  calls: Call[];
  beats: Beat[];
}

/** `toRedisMs` turns a time of the machine's monotonic clock into one of Redis's. */
export function readRecords(files: readonly string[], toRedisMs: (ms: number) => number): Map<string, Recorded> {
  const projects = new Map<string, Recorded>();
  const of = (project: string): Recorded => {
    const recorded = projects.get(project) ?? { calls: [], beats: [] };
    projects.set(project, recorded);
    return recorded;
  };
  for (const file of files) readRecord(entriesIn(file), of, toRedisMs);
  return projects;
}

function readRecord(
  entries: readonly Entry[],
  of: (project: string) => Recorded,
  toRedisMs: (ms: number) => number,
): void {
  const ends = new Map(
    entries.flatMap((entry) => ('outcome' in entry || 'code' in entry ? [[entry.call, entry]] : [])),
  );
  for (const entry of entries) {
    if (entry.entry === 'invoked') {
      const { entry: _, call, atMs, project, ...subject } = entry;
      of(project).calls.push({ ...subject, invokedMs: toRedisMs(atMs), end: endOf(ends.get(call), toRedisMs) });
    } else if (entry.entry === 'beaten') {
      const { entry: _, project, sentMs, ackedMs, ...beat } = entry;
      of(project).beats.push({ ...beat, sentMs: toRedisMs(sentMs), ackedMs: toRedisMs(ackedMs) });
    }
  }
}

function endOf(end: Answered | Failed | undefined, toRedisMs: (ms: number) => number): CallEnd {
  if (end === undefined) return { how: 'unknown' };
  const atMs = toRedisMs(end.atMs);
  if (end.entry === 'answered') return { how: 'answered', atMs, outcome: end.outcome };
  const { code, message, isSettled } = end;
  return { how: 'gave-up', atMs, code, message, isSettled };
}

/** A program that was killed may have left half a line, or not even begun. */
function entriesIn(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Entry);
}
