/** Imports a PoppoBuilder state: reads all of it, plans each record, has each plan written, and reports on every one. */

import { z } from 'zod';
import { parseRequest } from '../validation.ts';
import { planRecord, type ImportPlan } from './plan-record.ts';
import { ISSUE_STATUS_FILE, type Rejected } from './poppo-state.ts';
import { readPoppoState } from './read-poppo-state.ts';

/** How long PoppoBuilder let a silent holder be. */
export const DEFAULT_STALE_AFTER_MS = 30 * 60_000;
const MAX_STALE_AFTER_MS = 7 * 24 * 3_600_000;

/** What writing a plan came to. `conflict`: Mirin knows the issue already, otherwise than by this import. */
export interface WriteOutcome {
  outcome: 'imported' | 'unchanged' | 'conflict';
  detail?: string;
}

/** Told after each record, in the order of the file. */
export interface ImportProgress {
  done: number;
  total: number;
  plan: ImportPlan;
  outcome: WriteOutcome['outcome'] | 'planned';
}

export interface ImportOptions {
  /** The folder with issue-status.json. */
  dir: string;
  /** Plan only: nothing is written. Default: false. */
  dryRun?: boolean;
  /** Time after its last stamp during which a holder may still be running; default 30 min, at most 7 days. */
  staleAfterMs?: number;
  /** The operator's word that no process of PoppoBuilder lives any more. Default: false. */
  assumeDead?: boolean;
  /** Redis's clock, in ms. */
  nowMs: number;
  /** Carries one plan out, atomically; the ledger behind it makes a second time change nothing. */
  write: (plan: ImportPlan) => Promise<WriteOutcome>;
  onProgress?: (progress: ImportProgress) => void;
}

/** Everything in the state is in here: `planned` records come to imported, unchanged or a conflict, unless in a dry run. */
export interface ImportReport {
  dir: string;
  dryRun: boolean;
  /** Entries of issue-status.json, the rejected ones included. */
  found: number;
  planned: number;
  /** Running tasks that came over as signs of life of their issue's holder. */
  runningTasks: number;
  imported: number;
  unchanged: number;
  conflicts: { issue: number; detail: string }[];
  rejected: readonly Rejected[];
  notes: string[];
}

/** How long a silent holder may still be running. */
export const staleAfterSchema = z
  .int({ error: 'a time in ms from 0 to 7 days' })
  .min(0, { error: 'at least 0 ms' })
  .max(MAX_STALE_AFTER_MS, { error: 'at most 7 days' });

const timesSchema = z.object({
  nowMs: z.int({ error: "Redis's clock in ms" }).positive({ error: "Redis's clock in ms" }),
  staleAfterMs: staleAfterSchema,
});

/**
 * Imports the state in `dir`. May be run again, also after it broke off midway.
 * @throws ImportUnreadableError (`MIRIN_IMPORT_UNREADABLE`) before anything is written
 * @throws RequestInvalidError (`MIRIN_REQUEST_INVALID`) where an option is out of range
 */
export async function importState(options: ImportOptions): Promise<ImportReport> {
  const { dir, dryRun = false, assumeDead = false, staleAfterMs = DEFAULT_STALE_AFTER_MS, nowMs } = options;
  const times = parseRequest(timesSchema, { nowMs, staleAfterMs });
  const state = readPoppoState(dir);
  const plans = state.issues.map((record) => planRecord(record, { ...times, assumeDead }));
  const report: ImportReport = {
    dir,
    dryRun,
    found: plans.length + state.rejected.filter(({ file }) => file === ISSUE_STATUS_FILE).length,
    planned: plans.length,
    runningTasks: state.runningTasks.length,
    imported: 0,
    unchanged: 0,
    conflicts: [],
    rejected: state.rejected,
    notes: [...state.notes, ...plans.flatMap((plan) => plan.notes)],
  };
  for (const [index, plan] of plans.entries()) {
    const outcome = dryRun ? 'planned' : count(report, plan.issue, await options.write(plan));
    options.onProgress?.({ done: index + 1, total: plans.length, plan, outcome });
  }
  return report;
}

function count(report: ImportReport, issue: number, { outcome, detail = '' }: WriteOutcome): WriteOutcome['outcome'] {
  if (outcome === 'conflict') report.conflicts.push({ issue, detail });
  else report[outcome] += 1;
  return outcome;
}
