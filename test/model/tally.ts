/** Counts the kinds of replies that sequences got and the states that they came to, so that a test can ask for each. */

import type { World } from './spec/world.ts';

export class Tally {
  readonly #counts = new Map<string, number>();

  note(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** Notes what is special about the world just now. */
  noteWorld(world: World): void {
    for (const state of statesOf(world)) this.note(`world: ${state}`);
  }

  /** Those of the wanted kinds that were never met. */
  missing(wanted: Readonly<Record<string, readonly string[]>>): string[] {
    const kinds = Object.entries(wanted).flatMap(([of, each]) => each.map((kind) => `${of}: ${kind}`));
    return kinds.filter((kind) => !this.#counts.has(kind));
  }

  /** Every kind that was met, with how often. */
  get counts(): [string, number][] {
    return [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }
}

function* statesOf({ clock, issues, tasks, locks }: World): Generator<string> {
  for (const kind of new Set(clock.gaps.map((gap) => gap.kind))) yield `a gap (${kind})`;
  const all = [...issues.values()];
  if (all.some(({ lease, mustRunAlone }) => lease !== undefined && mustRunAlone)) yield 'an issue runs alone';
  if (all.some(({ deaths }) => deaths.some(({ isShared }) => isShared))) yield 'a death that several issues share';
  if (all.some(({ deaths }) => deaths.length > 2)) yield 'three deaths';
  if (all.some(({ lease }) => lease?.before !== undefined && lease.granted === undefined)) yield 'an adopted lease';
  if ([...tasks.values()].some(({ run }) => run > 2)) yield 'a task in its third run';
  if ([...locks.values()].some(({ line }) => line.length > 1)) yield 'two wait for a lock';
}
