/** `mirin verify`: compares every index with the issues, processes and tasks; with --rebuild puts them right. */

import { type VerifyReport, verifyIndexes } from '../../src/verify/verify-indexes.ts';
import type { IndexFault } from '../../src/verify/index-fault.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withProject } from '../project.ts';

interface VerifyFlags {
  rebuild?: boolean;
}

const NOTES = `
May run while everything else does. Exit codes: 0 no faults, or all put right;
1 faults are left.`;

export const define: Define = (command) => {
  command
    .option('--rebuild', 'put right what is wrong')
    .addHelpText('after', `${examples('mirin verify', 'mirin verify --rebuild')}\n${NOTES}`)
    .action(
      act<[VerifyFlags]>(async (context, { rebuild = false }) => {
        const { output } = context;
        const report = await withProject(context.settings(), ({ store }) =>
          verifyIndexes(store, {
            rebuild,
            onProgress: ({ checked, total }) => output.progress(`${checked} of ${total} records compared`),
          }),
        );
        output.endProgress();
        const isSound = report.faults.length === report.mended;
        return { json: report, text: reportText(report), exitCode: isSound ? EXIT.done : EXIT.failed };
      }),
    );
};

function reportText({ checked, faults, mended }: VerifyReport): string {
  const summary = `${checked} records compared, ${faults.length} faults, ${mended} put right.`;
  return [...faults.map((fault) => `${subject(fault)}: ${fault.what}`), summary].join('\n');
}

const subject = ({ issue, processId, taskId }: IndexFault): string =>
  issue === undefined ? (processId ?? taskId ?? 'stray entry') : `#${issue}`;
