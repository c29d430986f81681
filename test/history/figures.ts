/** Counts what happened in a campaign: a run in which nothing happened would prove nothing. */

import type { PlannedFault } from './fault-plan.ts';
import { clientOf, type History } from './history.ts';
import { followLeases } from './lease-lives.ts';

type Counts = Record<string, number>;

export class Figures {
  histories = 0;
  events = 0;
  beats = 0;
  /** Calls by how they ended. */
  readonly calls: Counts = {};
  /** Leases by how they began, and by how they ended. */
  readonly leases: Counts = {};
  readonly ends: Counts = {};
  readonly faults: Counts = {};
  /** From the end of a holder whose pid tells it, and from the deadline of any other, to the repair, in ms. */
  readonly fromDeathMs: number[] = [];
  readonly fromDeadlineMs: number[] = [];
  /** In words. */
  readonly violations: string[] = [];

  noteFaults(faults: readonly PlannedFault[]): void {
    for (const fault of faults) count(this.faults, fault.do);
  }

  noteHistory(history: History): void {
    this.histories += 1;
    this.events += history.events.length;
    this.beats += history.beats.length;
    for (const { end } of history.calls) count(this.calls, end.how);
    for (const { began, ended, processId } of followLeases(history.events).leases) {
      count(this.leases, began.type);
      if (ended === undefined) continue;
      count(this.ends, ended.cause === undefined ? ended.type : `${ended.type}: ${ended.cause}`);
      if (ended.type !== 'orphan.repaired') continue;
      const { gone } = clientOf(history, processId) ?? {};
      if (ended.cause === 'dead' && gone) this.fromDeathMs.push(ended.atMs - Math.max(gone.byMs, began.atMs));
      else if (ended.deadlineMs !== undefined) this.fromDeadlineMs.push(ended.atMs - ended.deadlineMs);
    }
  }

  /** For people: one line to a subject. */
  toString(): string {
    const rows: [string, string][] = [
      ['histories', `${this.histories}, with ${this.events} events and ${this.beats} heartbeats`],
      ['calls', inWords(this.calls)],
      ['leases', inWords(this.leases)],
      ['ended by', inWords(this.ends)],
      ['faults', inWords(this.faults)],
      ['from death to repair', spread(this.fromDeathMs)],
      ['from deadline to repair', spread(this.fromDeadlineMs)],
      ['violations', String(this.violations.length)],
    ];
    return rows.map(([name, value]) => `${name}: ${value}`).join('\n');
  }
}

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

const inWords = (counts: Counts): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, times]) => `${times} ${name}`)
    .join(', ');

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return median === undefined ? 'none' : `median ${median} ms, at most ${sorted.at(-1)} ms (${sorted.length} times)`;
}
