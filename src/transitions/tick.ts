/** Notes that Redis answers, so that silence of Redis can be told from death of holders. */

import { type ClockGap, gapsIn } from '../clock-gap.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./tick.lua', import.meta.url));

export interface Tick {
  atMs: number;
  /** The newest gap that still shields a lease. */
  gap: ClockGap | undefined;
  /** Whether it was this tick that found it. */
  isGapNew: boolean;
}

/**
 * Ticks, and has the store remember the clock that it saw. `endedRunId`: a run of Redis that is known to have ended in
 * order, so that nothing was lost with it and nobody need wait after it.
 */
export async function tick(store: ProjectStore, endedRunId = ''): Promise<Tick> {
  const args = { ...clockArgs(store), ended_run_id: endedRunId };
  const fields = fieldsOf(await script.run(store.redis, store.keys.own, args), 'tick');
  store.clockId = fieldAt(fields, 1);
  return {
    atMs: Number(fieldAt(fields, 0)),
    gap: gapsIn(`${fieldAt(fields, 2)};`).at(0),
    isGapNew: fieldAt(fields, 3) === '1',
  };
}
