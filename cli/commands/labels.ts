/** `mirin labels`: shows which labels wait to be put right on GitHub, or asks for one issue's. */

import type { Command } from 'commander';
import { LabelsApi } from '../../src/client/labels-api.ts';
import { type DirtyLabels, listDirtyLabels } from '../../src/store/list-dirty-labels.ts';
import { issueNumber } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';
import { table } from '../table.ts';
import { relative } from '../times.ts';

const NO_TOKEN = 'no GITHUB_TOKEN is set here: labels wait for a worker that has one';

export const define: Define = (command) => {
  command.addHelpText('after', examples('mirin labels status', 'mirin labels sync 123'));
  defineStatus(command.command('status'));
  defineSync(command.command('sync'));
};

function defineStatus(command: Command): void {
  paged(command.description('List the issues whose labels are to be put right, longest waiting first.'))
    .addHelpText('after', examples('mirin labels status --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const settings = context.settings();
        const isTokenSet = settings.githubToken !== undefined;
        const page = await withProject(settings, ({ store }) => listDirtyLabels(store, pageOf(flags)));
        const text =
          page.issues.length === 0 ? 'All labels are put right.' : labelTable(page.issues, context.output.columns);
        return {
          json: { isTokenSet, ...page },
          text: text + more(page.next),
          ...(!isTokenSet && { note: NO_TOKEN }),
        };
      }),
    );
}

function defineSync(command: Command): void {
  command
    .description("Ask for an issue's labels to be compared with its state, and put right.")
    .argument('<issue>', 'the number of the issue', issueNumber)
    .addHelpText('after', examples('mirin labels sync 123'))
    .action(
      act<[number]>(async (context, issue) => {
        const settings = context.settings();
        await withClient(settings, (client) => new LabelsApi(client).sync(issue));
        return {
          json: { outcome: 'requested', issue },
          text: `asked for; mirin labels status lists #${issue} until it is done`,
          ...(settings.githubToken === undefined && { note: NO_TOKEN }),
        };
      }),
    );
}

function labelTable(issues: readonly DirtyLabels[], columns: number): string {
  return table(
    issues,
    [
      { title: 'ISSUE', align: 'right', text: ({ issue }) => `#${issue}` },
      { title: 'TO PUT RIGHT SINCE', text: ({ dirtySinceMs }) => relative(dirtySinceMs) },
    ],
    columns,
  );
}
