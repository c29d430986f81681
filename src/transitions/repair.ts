/** Makes an orphaned issue workable again. */

import type { OrphanRepairJob } from '../../queues/follow-ups.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import type { LeaseRules } from './lease-rules.ts';
import { readField, recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';

const script = defineScript(new URL('./repair.lua', import.meta.url));

/** An orphan as it was seen: a hint, checked again at the moment of writing. */
export type Orphan = Pick<OrphanRepairJob, 'issue' | 'holder' | 'fence' | 'deadlineMs' | 'cause'>;

export type RepairOutcome =
  | {
      outcome: 'repaired';
      to: 'pending' | 'quarantined';
      /** `dead`: pid seen gone · `hung` · `expired`: silent · `dropped`: its holder lives but let go of it. */
      cause: string;
      /** Whether the death counts towards quarantine. */
      isCounted: boolean;
      orphanings: number;
      wanted: WantedTask | undefined;
    }
  /** Not an orphan (yet): it was renewed (0), or is left alone until then. */
  | { outcome: 'alive'; untilMs: number }
  /** Not as it was seen: somebody else dealt with it. */
  | { outcome: 'changed' };

export interface RepairOptions {
  /** Whether a comment on GitHub is to tell of the repair. */
  isCommentWanted?: boolean;
}

/** Repairs the issue if its lease still is the one that was seen and has no excuse left. */
export async function repair(
  store: ProjectStore,
  orphan: Orphan,
  rules: LeaseRules,
  by: string,
  { isCommentWanted = false }: RepairOptions = {},
): Promise<RepairOutcome> {
  const machine = await readField(store, store.keys.process(orphan.holder).process, 'machine');
  const reply = await script.run(
    store.redis,
    { ...recordKeys(store, orphan.issue, orphan.holder), machine: store.keys.machine(machine ?? '') },
    {
      ...recordArgs(store, orphan.issue),
      holder: orphan.holder,
      fence_seen: orphan.fence,
      deadline_seen: orphan.deadlineMs,
      cause: orphan.cause,
      by,
      hung_grace_ms: rules.hungGraceMs,
      probe_grace_ms: rules.probeGraceMs,
      lock_delay_ms: rules.lockDelayMs,
      max_orphanings: rules.maxOrphanings,
      orphaning_window_ms: rules.orphaningWindowMs,
      is_comment_wanted: isCommentWanted ? 1 : 0,
    },
  );
  return decode(fieldsOf(reply, 'repair'), orphan.issue);
}

function decode(fields: string[], issue: number): RepairOutcome {
  const [tag, to = '', cause = '', run = ''] = fields;
  if (tag === 'changed') return { outcome: 'changed' };
  if (tag === 'alive') return { outcome: 'alive', untilMs: Number(to) };
  if (tag !== 'repaired') return unexpectedReply(fields, 'repair');
  return {
    outcome: 'repaired',
    to: to === 'quarantined' ? 'quarantined' : 'pending',
    cause,
    isCounted: fieldAt(fields, 4) === '1',
    orphanings: Number(fieldAt(fields, 5)),
    wanted: wantedTask(issue, run),
  };
}
