/** Calls a script for many issues with the holders that they have now, again for those whose holder changed in between. */

import type { ProjectStore } from '../redis/project-store.ts';
import type { Settled } from '../redis/settled.ts';
import { readHolders } from './record-keys.ts';
import { MOST_READS, neverAtRest } from './with-holder.ts';

/** What a script says that was given another holder than the issue has. */
export const CHANGED = 'changed';
export type Changed = typeof CHANGED;

/** A request, and who held its issue a moment ago: that decides which keys a script declares. */
export interface Held<R> {
  request: R;
  holder: string;
}

/** Runs `callAll` until it answers `changed` for none of the requests; returns what came of each, in their order. */
export async function withHolders<R extends { issue: number }, T>(
  store: ProjectStore,
  requests: readonly R[],
  callAll: (held: readonly Held<R>[]) => Promise<Settled<T | Changed>[]>,
): Promise<Settled<T>[]> {
  const ends = new Map<R, Settled<T>>();
  let left = requests;
  for (let read = 0; read < MOST_READS && left.length > 0; read += 1) {
    const held = await readHolders(store, left);
    const settled = await callAll(held);
    held.forEach(({ request }, place) => noteEnd(ends, request, settled[place]));
    left = left.filter((request) => !ends.has(request));
  }
  return requests.map((request) => ends.get(request) ?? { fault: neverAtRest(request.issue) });
}

function noteEnd<R, T>(ends: Map<R, Settled<T>>, request: R, end: Settled<T | Changed> | undefined): void {
  if (end === undefined) return;
  if ('fault' in end) ends.set(request, end);
  else if (end.reply !== CHANGED) ends.set(request, { reply: end.reply });
}
