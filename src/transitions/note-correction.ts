/** Counts a correction of an issue's labels, and leaves them alone for a while after too many. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./note-correction.lua', import.meta.url));

export type CorrectionOutcome = 'none' | 'counted' | 'damped';

/** `version`: of the state that a pass wrote to the labels. */
export async function noteCorrection(store: ProjectStore, issue: number, version: string): Promise<CorrectionOutcome> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  const fields = fieldsOf(
    await script.run(store.redis, keys, { ...clockArgs(store), issue, version }),
    'note-correction',
  );
  const [outcome] = fields;
  if (outcome === 'none' || outcome === 'counted' || outcome === 'damped') return outcome;
  return unexpectedReply(fields, 'note-correction');
}
