/** Notes that Redis answers, so that silence of Redis can be told from death of holders. */

import { nowArg, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./tick.lua', import.meta.url));

export interface Tick {
  atMs: number;
  /** Redis's run; another one than last time means that it was restarted. */
  runId: string;
  /** Whether the time since the last tick was a gap. */
  isGap: boolean;
}

export interface KnownRuns {
  /** The run that the caller saw last; empty = none. */
  known?: string;
  /** A run that is known to have ended in order: nothing was lost with it, so nobody need wait after it. */
  ended?: string;
}

/** Ticks; tells of a gap that this tick found. */
export async function tick(store: ProjectStore, { known = '', ended = '' }: KnownRuns = {}): Promise<Tick> {
  const args = { now: nowArg(store), known_run_id: known, ended_run_id: ended };
  const reply = await script.run(store.redis, store.keys.own, args);
  const fields = fieldsOf(reply, 'tick');
  return { atMs: Number(fieldAt(fields, 0)), runId: fieldAt(fields, 1), isGap: fieldAt(fields, 2) === '1' };
}
