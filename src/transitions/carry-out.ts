/** Carries out what a person asked for by a label on an issue, once. */

import type { OperatorVerb } from '../configuration/operator-settings.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { SETTLED_KEPT_MS } from '../store/asked-by-label.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';
import { withHolder } from './with-holder.ts';

const script = defineScript(new URL('./carry-out.lua', import.meta.url));

export interface OperatorRequest {
  verb: OperatorVerb;
  /** GitHub's id of the event that set the label. */
  eventId: number;
  /** Who set it: stands in the history. */
  by: string;
}

export type CarriedOut =
  | { outcome: 'done'; wanted: WantedTask | undefined }
  | { outcome: 'nothing'; reason: string }
  /** By whichever worker. */
  | { outcome: 'repeated' };

/** The effect and the note of it are one step: whoever comes again finds that it was done. */
export async function carryOut(store: ProjectStore, issue: number, request: OperatorRequest): Promise<CarriedOut> {
  const fields = await withHolder(store, issue, async (holder) => {
    const keys = { ...recordKeys(store, issue, holder), asked: store.keys.asked(request.eventId) };
    const args = { ...recordArgs(store, issue), holder, verb: request.verb, by: request.by, keep_ms: SETTLED_KEPT_MS };
    return fieldsOf(await script.run(store.redis, keys, args), 'carry-out');
  });
  if (fields[0] === 'repeated') return { outcome: 'repeated' };
  if (fields[0] === 'nothing') return { outcome: 'nothing', reason: fieldAt(fields, 1) };
  return { outcome: 'done', wanted: wantedTask(issue, fieldAt(fields, 1)) };
}
