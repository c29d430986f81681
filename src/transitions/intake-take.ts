/** Makes a candidate the task of its issue, where there is room. */

import { type Candidate, candidateName } from '../intake/candidate.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { recordArgs } from './record-keys.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';

const script = defineScript(new URL('./intake-take.lua', import.meta.url));

export type TakeOutcome =
  | { outcome: 'taken'; wanted: WantedTask; type: string; priority: string }
  /** It is a candidate no more · it stays one, and can't be taken yet. */
  | { outcome: 'dropped' | 'later'; reason: string }
  /** As many tasks wait as may; `isNew`: they did not when this was asked last. */
  | { outcome: 'full'; isNew: boolean }
  | { outcome: 'gone' };

/** Of any number of callers one takes it; `by` is who the event names. */
export async function takeCandidate(store: ProjectStore, candidate: Candidate, by: string): Promise<TakeOutcome> {
  const { issue, comment = '' } = candidate;
  const reply = await script.run(
    store.redis,
    { ...store.keys.own, ...store.keys.issue(issue) },
    { ...recordArgs(store, issue), candidate: candidateName(candidate), comment, by },
  );
  return decode(fieldsOf(reply, 'intake-take'), issue);
}

function decode(fields: string[], issue: number): TakeOutcome {
  const [outcome, first = ''] = fields;
  if (outcome === 'gone') return { outcome };
  if (outcome === 'full') return { outcome, isNew: first === '1' };
  if (outcome === 'dropped' || outcome === 'later') return { outcome, reason: first };
  const wanted = wantedTask(issue, first);
  if (outcome === 'taken' && wanted !== undefined) {
    return { outcome, wanted, type: fieldAt(fields, 2), priority: fieldAt(fields, 3) };
  }
  return unexpectedReply(fields, 'intake-take');
}
