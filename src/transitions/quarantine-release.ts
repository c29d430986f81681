/** Lets an operator make a quarantined issue workable again. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { NOBODY, recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';

const script = defineScript(new URL('./quarantine-release.lua', import.meta.url));

export type QuarantineReleaseOutcome =
  | { outcome: 'released'; wanted: WantedTask | undefined }
  /** `status` is empty for an issue that Mirin has never seen. */
  | { outcome: 'not-quarantined'; status: string };

/** Ends the quarantine of an issue; `by` stands in the event. */
export async function releaseQuarantine(
  store: ProjectStore,
  issue: number,
  by: string,
): Promise<QuarantineReleaseOutcome> {
  const reply = await script.run(store.redis, recordKeys(store, issue, NOBODY), { ...recordArgs(store, issue), by });
  const fields = fieldsOf(reply, 'quarantine-release');
  if (fields[0] === 'released') return { outcome: 'released', wanted: wantedTask(issue, fieldAt(fields, 1)) };
  return { outcome: 'not-quarantined', status: fieldAt(fields, 1) };
}
