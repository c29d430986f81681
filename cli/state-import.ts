/** Carries out `mirin import DIR`, and words what came over. */

import { importState, type ImportReport } from '../src/migration/import.ts';
import { writePlan } from '../src/migration/write-plan.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { Answer } from './output.ts';
import { withProject } from './project.ts';

export interface StateImportFlags {
  dryRun: boolean;
  assumeDead: boolean;
  staleAfterMs?: number;
}

export async function importFolder(
  { output, settings }: CommandContext,
  dir: string,
  flags: StateImportFlags,
): Promise<Answer> {
  const report = await withProject(settings(), async ({ store }) =>
    importState({
      dir,
      ...flags,
      nowMs: await redisTimeMs(store),
      write: (plan) => writePlan(store, plan),
      onProgress: ({ done, total, plan }) => output.progress(`${done} of ${total}: #${plan.issue}`),
    }),
  );
  output.endProgress();
  return { json: report, text: words(report), exitCode: isComplete(report) ? EXIT.done : EXIT.failed };
}

const isComplete = ({ rejected, conflicts }: ImportReport): boolean => rejected.length + conflicts.length === 0;

function words(report: ImportReport): string {
  const { dryRun, found, planned, imported, unchanged, conflicts, rejected, notes } = report;
  const done = dryRun ? `${planned} would be taken over (dry run)` : `${imported} taken over, ${unchanged} unchanged`;
  return [
    ...rejected.map(({ file, key, reason }) => `rejected  ${file}: ${key}: ${reason}`),
    ...conflicts.map(({ issue, detail }) => `conflict  #${issue}: ${detail}`),
    ...notes.map((note) => `note      ${note}`),
    `${found} issues found: ${done}, ${conflicts.length} in conflict, ${rejected.length} entries rejected.`,
  ].join('\n');
}
