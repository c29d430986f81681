/** `mirin import`: takes over the state that an original PoppoBuilder left, or that labels on GitHub alone tell of. */

import { DEFAULT_STALE_AFTER_MS, staleAfterSchema } from '../../src/migration/import.ts';
import { RequestInvalidError } from '../../src/errors.ts';
import { parseRequest } from '../../src/validation.ts';
import { duration } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { importFromLabels } from '../label-import.ts';
import { importFolder } from '../state-import.ts';

interface ImportFlags {
  fromLabels?: boolean;
  dryRun?: boolean;
  staleAfter?: number;
  assumeDead?: boolean;
}

const NOTES = `
DIR holds issue-status.json and running-tasks.json; neither is changed. An issue in
"processing" comes over with a lease whose deadline is its newest stamp + --stale-after;
if that has passed, the next scan repairs it. Again is harmless: what was taken over
before is unchanged, and an issue that Mirin has moved since is a conflict, never overwritten.

--from-labels asks GitHub for the issues that bear an owned label, and takes over those
that Redis does not know: "processing" becomes a lease of an unknown holder that starts
now and lasts for --stale-after, the others become what they show. What Redis knows stays.

Exit codes: 0 all taken over or known already; 1 something was rejected or in conflict
(listed with its reason), a file could not be read, or GitHub not be had; 2 wrong usage;
75 Redis was just restarted, and labels can't be told from leases that are to come back.`;

export const define: Define = (command) => {
  command
    .argument('[dir]', 'the folder of the state')
    .option('--from-labels', 'take over what the labels on GitHub tell, instead of a folder')
    .option('--dry-run', 'only say what would be done')
    .option(
      '--stale-after <duration>',
      'time that a silent holder may still be running (default: 30m; with --from-labels, as heartbeatTtlMs)',
      staleAfter,
    )
    .option('--assume-dead', 'no process of PoppoBuilder runs any more: its leases have run out')
    .addHelpText(
      'after',
      `${examples('mirin import ~/PoppoBuilderSuite/state --dry-run', 'mirin import ./state --project acme/widgets --assume-dead', 'mirin import --from-labels --dry-run')}\n${NOTES}`,
    )
    .action(
      act<[string | undefined, ImportFlags]>(async (context, dir, flags) => {
        const { fromLabels = false, dryRun = false, assumeDead = false, staleAfter: staleAfterMs } = flags;
        if ((dir === undefined) !== fromLabels) throw oneSource(dir);
        if (dir === undefined) {
          const silenceMs = assumeDead ? 0 : staleAfterMs;
          return importFromLabels(context, {
            isDryRun: dryRun,
            ...(silenceMs !== undefined && { staleAfterMs: silenceMs }),
          });
        }
        return importFolder(context, dir, { dryRun, assumeDead, staleAfterMs: staleAfterMs ?? DEFAULT_STALE_AFTER_MS });
      }),
    );
};

const staleAfter = (text: string): number =>
  parseRequest(staleAfterSchema, duration('--stale-after')(text), '--stale-after');

const oneSource = (dir: string | undefined): RequestInvalidError =>
  new RequestInvalidError([
    {
      field: 'dir',
      expected: 'either a folder or --from-labels',
      received: dir === undefined ? 'neither' : 'both',
    },
  ]);
