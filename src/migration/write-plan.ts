/** Carries out the plan of one imported record. */

import { MAX_TTL_MS, MIN_TTL_MS, type ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { type HolderToImport, importIssue } from '../transitions/import-issue.ts';
import type { WriteOutcome } from './import.ts';
import type { ImportedHolder } from './imported-holder.ts';
import type { ImportPlan } from './plan-record.ts';

/** Writes the plan in one step; a second time changes nothing, and an issue that Mirin has moved since is left alone. */
export async function writePlan(store: ProjectStore, plan: ImportPlan): Promise<WriteOutcome> {
  const { holder, ...record } = plan;
  return importIssue(store, holder === undefined ? record : { ...record, holder: holderOf(plan, holder) });
}

/** What the plan's holder is to Mirin: a process that sends no heartbeats, under an id that every import gives it. */
function holderOf({ sourceHash, lastUpdateMs }: ImportPlan, holder: ImportedHolder): HolderToImport {
  const silenceMs = holder.deadlineMs - lastUpdateMs;
  return {
    ...holder,
    processId: `imported-${holder.pid ?? 'unknown'}~${sourceHash.slice(0, 12)}` as ProcessId,
    ttlMs: Math.min(Math.max(silenceMs, MIN_TTL_MS), MAX_TTL_MS),
  };
}
