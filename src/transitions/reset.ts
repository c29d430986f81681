/** Sets an issue that nobody holds back to pending. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { NOBODY, recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./reset.lua', import.meta.url));

export type ResetOutcome = { outcome: 'reset' } | { outcome: 'held'; holder: string } | { outcome: 'unknown' };

/** Forgets results and crashes of the issue; a held one must be released first. */
export async function reset(store: ProjectStore, issue: number, by: string): Promise<ResetOutcome> {
  const reply = await script.run(store.redis, recordKeys(store, issue, NOBODY), { ...recordArgs(store, issue), by });
  const fields = fieldsOf(reply, 'reset');
  if (fields[0] === 'held') return { outcome: 'held', holder: fieldAt(fields, 1) };
  return { outcome: fields[0] === 'reset' ? 'reset' : 'unknown' };
}
