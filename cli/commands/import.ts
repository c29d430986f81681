/** `mirin import DIR`: takes over the state that an original PoppoBuilder left, once. */

import { DEFAULT_STALE_AFTER_MS, importState, type ImportReport } from '../../src/migration/import.ts';
import { writePlan } from '../../src/migration/write-plan.ts';
import { redisTimeMs } from '../../src/store/redis-time.ts';
import { duration } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withProject } from '../project.ts';

interface ImportFlags {
  dryRun?: boolean;
  staleAfter?: number;
  assumeDead?: boolean;
}

const NOTES = `
DIR holds issue-status.json and running-tasks.json; neither is changed. An issue in
"processing" comes over with a lease whose deadline is its newest stamp + --stale-after;
if that has passed, the next scan repairs it. Again is harmless: what was taken over
before is unchanged, and an issue that Mirin has moved since is a conflict, never overwritten.

Exit codes: 0 all taken over or unchanged; 1 something was rejected or in conflict
(listed with its reason), or a file could not be read; 2 wrong usage.`;

export const define: Define = (command) => {
  command
    .argument('<dir>', 'the folder of the state')
    .option('--dry-run', 'only say what would be done')
    .option(
      '--stale-after <duration>',
      'time that a silent holder may still be running',
      duration('--stale-after'),
      DEFAULT_STALE_AFTER_MS,
    )
    .option('--assume-dead', 'no process of PoppoBuilder runs any more: its leases have run out')
    .addHelpText(
      'after',
      `${examples('mirin import ~/PoppoBuilderSuite/state --dry-run', 'mirin import ./state --project acme/widgets --assume-dead')}\n${NOTES}`,
    )
    .action(
      act<[string, ImportFlags]>(async (context, dir, { dryRun = false, staleAfter, assumeDead = false }) => {
        const { output } = context;
        const report = await withProject(context.settings(), async ({ store }) =>
          importState({
            dir,
            dryRun,
            assumeDead,
            ...(staleAfter !== undefined && { staleAfterMs: staleAfter }),
            nowMs: await redisTimeMs(store),
            write: (plan) => writePlan(store, plan),
            onProgress: ({ done, total, plan }) => output.progress(`${done} of ${total}: #${plan.issue}`),
          }),
        );
        output.endProgress();
        return { json: report, text: reportText(report), exitCode: isComplete(report) ? EXIT.done : EXIT.failed };
      }),
    );
};

const isComplete = ({ rejected, conflicts }: ImportReport): boolean => rejected.length + conflicts.length === 0;

function reportText(report: ImportReport): string {
  const { dryRun, found, planned, imported, unchanged, conflicts, rejected, notes } = report;
  const done = dryRun ? `${planned} would be taken over (dry run)` : `${imported} taken over, ${unchanged} unchanged`;
  return [
    ...rejected.map(({ file, key, reason }) => `rejected  ${file}: ${key}: ${reason}`),
    ...conflicts.map(({ issue, detail }) => `conflict  #${issue}: ${detail}`),
    ...notes.map((note) => `note      ${note}`),
    `${found} issues found: ${done}, ${conflicts.length} in conflict, ${rejected.length} entries rejected.`,
  ].join('\n');
}
