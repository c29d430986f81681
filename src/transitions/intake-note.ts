/** Notes an issue, or a comment, that is work by the rule. */

import { type Candidate, candidateName, placeOf, type Work } from '../intake/candidate.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { recordArgs } from './record-keys.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./intake-note.lua', import.meta.url));

export interface FoundWork extends Candidate, Work {
  /** When the issue, or the comment, was written, in ms. */
  createdAtMs: number;
}

export type NoteOutcome = { outcome: 'noted' | 'known' } | { outcome: 'left'; reason: string };

/** Harmless however often: what is worked on, or was, is left. */
export async function noteCandidate(store: ProjectStore, found: FoundWork): Promise<NoteOutcome> {
  const { issue, comment = '', type, priority, createdAtMs } = found;
  const facts = JSON.stringify({ type, priority, place: placeOf(priority, createdAtMs) });
  const reply = await script.run(
    store.redis,
    { ...store.keys.own, ...store.keys.issue(issue) },
    { ...recordArgs(store, issue), candidate: candidateName(found), comment, facts },
  );
  const fields = fieldsOf(reply, 'intake-note');
  const [outcome] = fields;
  if (outcome === 'noted' || outcome === 'known') return { outcome };
  if (outcome === 'left') return { outcome, reason: fieldAt(fields, 1) };
  return unexpectedReply(fields, 'intake-note');
}
