/** Takes an issue from its holder by an operator's or the holder's own word. */

import type { Fence } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';
import { withHolder } from './with-holder.ts';

const script = defineScript(new URL('./release.lua', import.meta.url));

export interface ReleaseOptions {
  /** Only this lease; undefined = whichever is current. */
  fence?: Fence;
  /** Who says so: it stands in the event. */
  by: string;
  reason?: string;
}

export type ReleaseOutcome = { outcome: 'released'; wanted: WantedTask | undefined } | { outcome: 'not-held' };

/** Ends the issue's lease without counting a crash. */
export async function release(store: ProjectStore, issue: number, options: ReleaseOptions): Promise<ReleaseOutcome> {
  const fields = await withHolder(store, issue, async (holder) => {
    const reply = await script.run(store.redis, recordKeys(store, issue, holder), {
      ...recordArgs(store, issue),
      holder,
      fence_seen: options.fence ?? '',
      by: options.by,
      reason: options.reason ?? '',
    });
    return fieldsOf(reply, 'release');
  });
  if (fields[0] === 'not-held') return { outcome: 'not-held' };
  return { outcome: 'released', wanted: wantedTask(issue, fieldAt(fields, 1)) };
}
