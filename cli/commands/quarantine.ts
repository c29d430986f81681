/** `mirin quarantine`: lists or releases the issues that killed their holders too often. */

import type { Command } from 'commander';
import { IssuesApi } from '../../src/client/issues-api.ts';
import { listIssues } from '../../src/store/list-issues.ts';
import { issueNumber } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { issueTable } from '../issue-table.ts';
import { operator } from '../operator.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';

export const define: Define = (command) => {
  command.addHelpText('after', examples('mirin quarantine list', 'mirin quarantine release 123'));
  defineList(command.command('list'));
  defineRelease(command.command('release'));
};

function defineList(command: Command): void {
  paged(command.description('List the quarantined issues.'))
    .addHelpText('after', examples('mirin quarantine list --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const page = await withProject(context.settings(), ({ store }) =>
          listIssues(store, { ...pageOf(flags), status: 'quarantined' }),
        );
        const text = issueTable(page.issues, context.output.columns) + more(page.next);
        return { json: page, text: page.issues.length === 0 ? 'No quarantined issues.' : text };
      }),
    );
}

function defineRelease(command: Command): void {
  command
    .description('Make a quarantined issue pending again; its crashes are forgotten.')
    .argument('<issue>', 'the number of the issue', issueNumber)
    .addHelpText('after', examples('mirin quarantine release 123'))
    .action(
      act<[number]>(async (context, issue) => {
        const outcome = await withClient(context.settings(), (client) =>
          new IssuesApi(client).releaseQuarantine(issue, { by: operator() }),
        );
        if (outcome.outcome === 'released') {
          return { json: { outcome: outcome.outcome, issue }, text: `#${issue} is pending again` };
        }
        const status = outcome.status === '' ? null : outcome.status;
        const note = `#${issue} is ${status ?? 'unknown'}, not quarantined: nothing was changed`;
        return { json: { outcome: outcome.outcome, issue, status }, text: '', note, exitCode: EXIT.failed };
      }),
    );
}
