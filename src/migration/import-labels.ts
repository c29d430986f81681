/** Imports what nothing but labels tells: goes through the issues that bear an owned label, and takes over those that Redis does not know. */

import type { Status } from '../../queues/values.ts';
import { labelledIssues, type ShownByLabels } from '../github/labelled-issues.ts';
import type { LabelMap } from '../github/label-map.ts';
import type { Repository } from '../github/repository.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { isKnown } from '../store/is-known.ts';
import { takeOver, type TakeOverOutcome, type TakeOverRules } from './take-over.ts';

export interface LabelImportOptions {
  store: ProjectStore;
  repository: Repository;
  /** With the names that the labels bear now. */
  map: LabelMap;
  rules: TakeOverRules;
  /** Only say what would be done. */
  isDryRun: boolean;
  /** Told of each issue before it is looked at. */
  onProgress?: (issue: number) => void;
}

export interface LabelImportReport {
  dryRun: boolean;
  /** Issues that bear the label of a status. */
  found: number;
  /** Those of them that Redis knows already: not touched. */
  known: number;
  /** What came over, or would come over, and as what. */
  issues: ShownByLabels[];
  /** How many as which status. */
  takenOver: Partial<Record<Status, number>>;
  /** Those in `processing`: repaired unless somebody hands them back in time. */
  orphans: number[];
  /** Redis was just restarted: what is left comes over after this time, when this is run again. */
  coolingUntilMs?: number;
}

/** May be run again, also after it broke off midway. @throws GitHubUnavailableError, GitHubRefusedError */
export async function importLabels(options: LabelImportOptions): Promise<LabelImportReport> {
  const { store, repository, map, rules, isDryRun, onProgress } = options;
  const report: LabelImportReport = { dryRun: isDryRun, found: 0, known: 0, issues: [], takenOver: {}, orphans: [] };
  for await (const labelled of labelledIssues(repository, map)) {
    onProgress?.(labelled.issue);
    const outcome = isDryRun ? await foresee(store, labelled) : await takeOver(store, labelled, rules);
    if (outcome.outcome === 'cooling-down') return { ...report, coolingUntilMs: outcome.untilMs };
    report.found += 1;
    if (outcome.outcome === 'known') report.known += 1;
    else note(report, labelled);
  }
  return report;
}

async function foresee(store: ProjectStore, { issue }: ShownByLabels): Promise<TakeOverOutcome> {
  const [known] = await isKnown(store, [issue]);
  return { outcome: known === true ? 'known' : 'taken-over' };
}

function note(report: LabelImportReport, labelled: ShownByLabels): void {
  const { issue, status } = labelled;
  report.issues.push(labelled);
  report.takenOver[status] = (report.takenOver[status] ?? 0) + 1;
  if (status === 'processing') report.orphans.push(issue);
}
