/** `mirin issues`: lists the issues that Mirin knows, newest change first. */

import type { Status } from '../../queues/values.ts';
import { listIssues } from '../../src/store/list-issues.ts';
import { present } from '../../src/store/present.ts';
import { anyStatus } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { issueTable } from '../issue-table.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';

interface IssuesFlags extends PageFlags {
  status?: Status;
}

export const define: Define = (command) => {
  paged(command)
    .option('--status <status>', 'only issues of this status', anyStatus)
    .addHelpText('after', examples('mirin issues', 'mirin issues --status error --limit 500 --json'))
    .action(
      act<[IssuesFlags]>(async (context, { status, ...flags }) => {
        const options = { ...pageOf(flags), ...present({ status }) };
        const page = await withProject(context.settings(), ({ store }) => listIssues(store, options));
        const text = issueTable(page.issues, context.output.columns) + more(page.next);
        return { json: page, text: page.issues.length === 0 ? 'No issues.' : text };
      }),
    );
};
