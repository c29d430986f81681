/** Marks an issue whose labels were seen to differ from its state. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./note-drift.lua', import.meta.url));

/** `damped`: they were put right too often, and are left alone for now. */
export type DriftOutcome = 'marked' | 'damped';

export async function noteDrift(store: ProjectStore, issue: number): Promise<DriftOutcome> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  const fields = fieldsOf(await script.run(store.redis, keys, { ...clockArgs(store), issue }), 'note-drift');
  const [outcome] = fields;
  if (outcome === 'marked' || outcome === 'damped') return outcome;
  return unexpectedReply(fields, 'note-drift');
}
