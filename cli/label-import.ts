/** Carries out `mirin import --from-labels`, and words what came over. */

import { settingsFor } from '../src/configuration/settings-for.ts';
import { calledNow } from '../src/github/called-now.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { importLabels, type LabelImportReport } from '../src/migration/import-labels.ts';
import { leaseRules } from '../src/transitions/lease-rules.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { withRepository } from './gated-github.ts';
import type { Answer } from './output.ts';
import { withProject } from './project.ts';
import { relative } from './times.ts';

export interface LabelImportFlags {
  isDryRun: boolean;
  /** Default: the time that a lease lives without a heartbeat. */
  staleAfterMs?: number;
}

export async function importFromLabels(
  { output, settings: load }: CommandContext,
  { isDryRun, staleAfterMs }: LabelImportFlags,
): Promise<Answer> {
  const report = await withProject(load(), async (open) => {
    const settings = settingsFor(open.settings, open.project.key);
    const rules = { silenceMs: staleAfterMs ?? settings.heartbeatTtlMs, ...leaseRules(settings) };
    const map = await calledNow(open.store, labelMapOf(settings));
    return await withRepository(open, (repository) =>
      importLabels({
        ...{ store: open.store, repository, map, rules, isDryRun },
        onProgress: (issue) => output.progress(`looking at #${issue}`),
      }),
    );
  });
  output.endProgress();
  return answer(report);
}

function answer(report: LabelImportReport): Answer {
  const { coolingUntilMs } = report;
  if (coolingUntilMs === undefined) return { json: report, text: words(report) };
  const note = `Redis was just restarted: holders may still bring their leases back. Run this again ${relative(coolingUntilMs)}`;
  return { json: report, text: words(report), note, exitCode: EXIT.later };
}

function words({ dryRun, found, known, issues, takenOver, orphans }: LabelImportReport): string {
  const counts = Object.entries(takenOver).map(([status, count]) => `${count} ${status}`);
  const done = `${issues.length} ${dryRun ? 'would be taken over (dry run)' : 'taken over'}`;
  return [
    ...issues.map(({ issue, status }) => `${status.padEnd('awaiting-response'.length)}  #${issue}`),
    `${found} issues found that bear an owned label: ${known} known already, ${done}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}.`,
    ...(orphans.length === 0 ? [] : [`${orphans.length} are orphans unless they are handed back in time.`]),
  ].join('\n');
}
