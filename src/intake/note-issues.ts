/** Notes which of a list of issues are work, and forgets those that are work no more. */

import type { LabelMap } from '../github/label-map.ts';
import type { ListedIssue } from '../github/listed-issue.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readTogether, type Read } from '../store/read-together.ts';
import { noteCandidate } from '../transitions/intake-note.ts';
import { candidateName } from './candidate.ts';
import type { IntakeRule } from './intake-rule.ts';
import { dropCandidates } from './intake-record.ts';
import { judgeIssue } from './judge-issue.ts';
import type { Left } from './tally.ts';

/** What issues are judged by. */
export interface Measure {
  rule: IntakeRule;
  /** As the owned labels are called now. */
  map: LabelMap;
}

/** Those that were left, and why; all others are candidates. */
export async function noteIssues(
  store: ProjectStore,
  { rule, map }: Measure,
  listed: readonly ListedIssue[],
): Promise<Left[]> {
  const reads = listed.map(({ issue }): Read => ['hget', store.keys.issue(issue).issue, 'status']);
  const statuses = await readTogether(store, reads, 'reading the states of listed issues');
  const judged = listed.map((issue, at) => ({
    ...issue,
    verdict: judgeIssue(rule, map, issue, statuses[at] !== null),
  }));
  const unfit = judged.filter(({ verdict }) => typeof verdict === 'string');
  await dropCandidates(store, unfit.map(candidateName));
  const lefts = await Promise.all(
    judged.map(async ({ issue, verdict, createdAtMs }) => {
      if (typeof verdict === 'string') return { issue, reason: verdict };
      const noted = await noteCandidate(store, { issue, ...verdict, createdAtMs });
      return noted.outcome === 'left' ? { issue, reason: noted.reason } : undefined;
    }),
  );
  return lefts.filter((one) => one !== undefined);
}
