/** Takes over one issue of which nothing but its labels tells: one in work becomes an orphan, the others what they show. */

import { MAX_TTL_MS, MIN_TTL_MS, type Status } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { redisTimeMs } from '../store/redis-time.ts';
import {
  type CoolingDown,
  type HolderToImport,
  importWhenSettled,
  labelledHolder,
  LABELS_ALONE,
} from '../transitions/import-issue.ts';

/** An issue, and the state that its labels show. */
export interface LabelledIssue {
  issue: number;
  status: Status;
}

export interface TakeOverRules {
  /** Time from now on in which whoever may be working on an issue is left alone; Mirin hears nothing of it. */
  silenceMs: number;
  /** Pause after another run of Redis, in which holders bring their leases back. */
  restartWaitMs: number;
}

/** `known`: there is a record, which is not touched. */
export type TakeOverOutcome = { outcome: 'taken-over' | 'known' } | CoolingDown;

/** What the import calls a task of which nothing is known. */
const TASK_TYPE = 'unknown';

/** One step, harmless however often: a record that is there, also one that was reset, is never changed. */
export async function takeOver(
  store: ProjectStore,
  { issue, status }: LabelledIssue,
  { silenceMs, restartWaitMs }: TakeOverRules,
): Promise<TakeOverOutcome> {
  const nowMs = await redisTimeMs(store);
  const holder = holderOf(issue, nowMs, silenceMs);
  const outcome = await importWhenSettled(
    store,
    {
      issue,
      status,
      sourceHash: LABELS_ALONE,
      taskType: TASK_TYPE,
      lastUpdateMs: nowMs,
      reason: 'found on GitHub by its labels',
      ...(status === 'processing' && { startTimeMs: nowMs, holder }),
    },
    restartWaitMs,
  );
  if (outcome.outcome === 'cooling-down') return outcome;
  return { outcome: outcome.outcome === 'imported' ? 'taken-over' : 'known' };
}

/** Nobody knows who it is. */
function holderOf(issue: number, nowMs: number, silenceMs: number): HolderToImport {
  return {
    processId: labelledHolder(issue),
    name: 'from-label',
    deadlineMs: nowMs + silenceMs,
    ttlMs: Math.min(Math.max(silenceMs, MIN_TTL_MS), MAX_TTL_MS),
  };
}
