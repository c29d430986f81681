/** `mirin processed`: shows and sets which issues, and which comments of an issue, count as processed. */

import type { Command } from 'commander';
import { commentIdSchema } from '../../queues/values.ts';
import { ProcessedApi } from '../../src/client/processed-api.ts';
import { RequestInvalidError } from '../../src/errors.ts';
import { parseRequest } from '../../src/validation.ts';
import { issueNumber } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, type CommandContext, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import type { Answer } from '../output.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';

const NOTES = `
A processed issue or comment is left by the intake. An issue is processed when it is completed, or when somebody says so;
that stands until the issue is next moved on. A comment is, when its task has ended, or when somebody says so.`;

export const define: Define = (command) => {
  const lines = ['mirin processed list', 'mirin processed add 12 13', 'mirin processed has 12 --comment IC_kw1'];
  command.addHelpText('after', `${examples(...lines)}\n${NOTES}`);
  defineList(command.command('list'));
  defineHas(command.command('has'));
  defineMark(command.command('add'), 'Call issues, or comments of one issue, processed.', true);
  defineMark(command.command('remove'), 'Call issues, or comments of one issue, processed no more.', false);
};

interface CommentFlags {
  comment?: string[];
}

const commentId = (text: string, before: string[] = []): string[] => [
  ...before,
  parseRequest(commentIdSchema, text, '--comment'),
];
const issueNumbers = (text: string, before: number[] = []): number[] => [...before, issueNumber(text)];
const withComments = (command: Command): Command =>
  command.option('--comment <id>', 'a comment of the issue; again for more of them', commentId);

const processed = <T>(context: CommandContext, use: (api: ProcessedApi) => Promise<T>): Promise<T> =>
  withClient(context.settings(), (client) => use(new ProcessedApi(client)));

function defineList(command: Command): void {
  paged(command.description('List the processed issues, or the processed comments of one issue.'))
    .option('--comments-of <issue>', 'list the comments of this issue', issueNumber)
    .addHelpText('after', examples('mirin processed list --json', 'mirin processed list --comments-of 12'))
    .action(
      act<[PageFlags & { commentsOf?: number }]>(async (context, { commentsOf: issue, ...flags }) =>
        processed(context, async (api) => {
          if (issue === undefined) {
            const [page, count] = await Promise.all([api.list(pageOf(flags)), api.count()]);
            return {
              json: { ...page, count },
              text: listText(
                page.issues.map((number) => `#${number}`),
                count,
                page,
              ),
            };
          }
          const [page, count] = await Promise.all([api.comments.list(issue, pageOf(flags)), api.comments.count(issue)]);
          return { json: { issue, ...page, count }, text: listText(page.comments, count, page) };
        }),
      ),
    );
}

function listText(names: readonly string[], count: number, { next }: { next: string | null }): string {
  return count === 0 ? 'None.' : names.join('\n') + more(next);
}

function defineHas(command: Command): void {
  withComments(command.description('Tell whether an issue, or all of these comments of it, are processed.'))
    .argument('<issue>', 'the number of the issue', issueNumber)
    .addHelpText('after', `${examples('mirin processed has 12')}\n\nExit codes: 0 yes; 1 no.`)
    .action(
      act<[number, CommentFlags]>(async (context, issue, { comment }) =>
        processed(context, async (api): Promise<Answer> => {
          const found = comment === undefined ? undefined : await api.comments.among(issue, comment);
          const isProcessed = found === undefined ? await api.has(issue) : comment?.every((id) => found.includes(id));
          const json = { issue, ...(found !== undefined && { comments: found }), isProcessed };
          return { json, text: isProcessed === true ? 'yes' : 'no', exitCode: isProcessed === true ? 0 : EXIT.failed };
        }),
      ),
    );
}

function defineMark(command: Command, summary: string, isProcessed: boolean): void {
  const deed = isProcessed ? 'add' : 'remove';
  withComments(command.description(summary))
    .argument('<issues...>', 'the numbers of issues', issueNumbers)
    .addHelpText('after', examples(`mirin processed ${deed} 12 13`, `mirin processed ${deed} 12 --comment IC_kw1`))
    .action(
      act<[number[], CommentFlags]>(async (context, issues, { comment }) =>
        processed(context, async (api): Promise<Answer> => {
          const changed =
            comment === undefined
              ? await api[deed](issues, { by: operator() })
              : await api.comments[deed](onlyOne(issues), comment);
          return { json: { changed }, text: `${changed} changed` };
        }),
      ),
    );
}

/** @throws RequestInvalidError unless there is just one */
function onlyOne([issue, ...others]: readonly number[]): number {
  if (issue !== undefined && others.length === 0) return issue;
  throw new RequestInvalidError([
    { field: 'issues', expected: 'one issue where --comment is given', received: `${others.length + 1} issues` },
  ]);
}
