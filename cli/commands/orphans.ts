/** `mirin orphans`: lists the issues whose lease ran out or whose holder is dead; with --repair has them repaired. */

import { listOrphans, type OrphanRecord } from '../../src/store/list-orphans.ts';
import { withClient } from '../client.ts';
import { act, type CommandContext, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type OrphanRepair, repairAll, repairWords } from '../orphan-repairs.ts';
import type { Answer } from '../output.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';
import { table } from '../table.ts';
import { relative } from '../times.ts';

interface OrphansFlags extends PageFlags {
  repair?: boolean;
}

const NOTES = `
Workers find and repair orphans by themselves; --repair only makes them look now.
They decide anew: a holder that lives keeps its issue.

Exit codes: 0 done; 1 a repair failed; 75 no worker answered for one of them.`;

export const define: Define = (command) => {
  paged(command)
    .option('--repair', 'have each of them looked at now, and say what became of it')
    .addHelpText('after', `${examples('mirin orphans', 'mirin orphans --repair')}\n${NOTES}`)
    .action(
      act<[OrphansFlags]>((context, flags) => (flags.repair === true ? repair(context, flags) : list(context, flags))),
    );
};

async function list(context: CommandContext, flags: PageFlags): Promise<Answer> {
  const page = await withProject(context.settings(), ({ store }) => listOrphans(store, pageOf(flags)));
  const text = orphanTable(page.orphans, context.output.columns) + more(page.next);
  return { json: page, text: page.orphans.length === 0 ? 'No orphans.' : text };
}

async function repair({ settings, output }: CommandContext, flags: PageFlags): Promise<Answer> {
  const answer = await withClient(settings(), async (client) => {
    const { orphans, next } = await listOrphans(client.store, pageOf(flags));
    const repairs = await repairAll(client, orphans, (done) => output.progress(`${done} of ${orphans.length}`));
    output.endProgress();
    return { repairs, next };
  });
  const lines = answer.repairs.map((one) => `#${one.issue} ${repairWords(one)}`);
  const text = lines.length === 0 ? 'No orphans.' : lines.join('\n') + more(answer.next);
  return { json: answer, text, exitCode: exitCodeOf(answer.repairs) };
}

function exitCodeOf(repairs: readonly OrphanRepair[]) {
  const outcomes = new Set(repairs.map(({ outcome }) => outcome));
  if (outcomes.has('failed')) return EXIT.failed;
  return outcomes.has('waiting') ? EXIT.later : EXIT.done;
}

function orphanTable(orphans: readonly OrphanRecord[], columns: number): string {
  return table(
    orphans,
    [
      { title: 'ISSUE', align: 'right', text: ({ issue }) => `#${issue}` },
      { title: 'HOLDER', text: ({ holder }) => holder },
      { title: 'BECAUSE', text: ({ cause }) => (cause === 'dead' ? 'its holder is not alive' : 'its lease ran out') },
      { title: 'DEADLINE', text: ({ deadlineMs }) => relative(deadlineMs) },
    ],
    columns,
  );
}
