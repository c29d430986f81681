/** `mirin issue ISSUE`: shows all that Mirin knows of one issue, and what happened to it. */

import { issueHistory } from '../../src/store/issue-history.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { issueNumber } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { issueText } from '../issue-text.ts';
import { withProject } from '../project.ts';

const NOTES = `
Exit codes: 0 shown; 1 Mirin has never seen the issue ("status": null).`;

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the number of the issue', issueNumber)
    .addHelpText('after', `${examples('mirin issue 123', 'mirin issue 123 --json')}\n${NOTES}`)
    .action(
      act<[number]>(async (context, issue) =>
        withProject(context.settings(), async ({ store }) => {
          const [record, history] = await Promise.all([getIssue(store, issue), issueHistory(store, issue)]);
          if (record === null) {
            const note = `Mirin has never seen #${issue}`;
            return { json: { issue, status: null, history }, text: '', note, exitCode: EXIT.failed };
          }
          return { json: { ...record, history }, text: issueText(record, history, context.output.columns) };
        }),
      ),
    );
};
