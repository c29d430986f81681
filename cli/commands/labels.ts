/** `mirin labels`: shows what labels on GitHub wait for and where they differ, has passes made now, and creates the owned labels. */

import type { Command } from 'commander';
import { hasAccount } from '../../src/configuration/github-access.ts';
import { LabelsApi } from '../../src/client/labels-api.ts';
import { issueNumber } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { defineLabelDrift } from '../label-drift.ts';
import { defineLabelSetup } from '../label-setup.ts';
import { labelStatusText, NO_ACCOUNT, readLabelStatus } from '../label-status.ts';
import { paged, pageOf, type PageFlags } from '../paging.ts';
import { projectOf, withProject } from '../project.ts';

export const define: Define = (command) => {
  command.addHelpText(
    'after',
    examples(
      'mirin labels status',
      'mirin labels sync 123',
      'mirin labels retry',
      'mirin labels setup',
      'mirin labels drift',
    ),
  );
  defineStatus(command.command('status'));
  defineSync(command.command('sync'));
  defineLabelSetup(command.command('setup'));
  defineRetry(command.command('retry'));
  defineLabelDrift(command.command('drift'));
};

function defineStatus(command: Command): void {
  paged(
    command.description(
      'Show the accounts at GitHub, and the issues whose labels wait and why, longest waiting first.',
    ),
  )
    .addHelpText('after', examples('mirin labels status --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const status = await withProject(context.settings(), (open) => readLabelStatus(open, pageOf(flags)));
        const text = labelStatusText(status, context.output.columns);
        return { json: status, text, ...(!status.hasAccount && { note: NO_ACCOUNT }) };
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
          ...(!hasAccount(settings, projectOf(settings).key) && { note: NO_ACCOUNT }),
        };
      }),
    );
}

const RETRY_NOTES = `
For labels that GitHub refused, and accounts that it refused or that could not reach it, once the cause is mended.
What GitHub itself asked to wait for is waited for all the same.`;

function defineRetry(command: Command): void {
  command
    .description('Try again what GitHub refused: one issue, or all of the project that wait.')
    .argument('[issue]', 'the number of the issue', issueNumber)
    .addHelpText('after', `${examples('mirin labels retry', 'mirin labels retry 123')}\n${RETRY_NOTES}`)
    .action(
      act<[number | undefined]>(async (context, issue) => {
        const settings = context.settings();
        const retry = await withClient(settings, (client) => new LabelsApi(client).retry(issue));
        const { issues, accounts } = retry;
        return {
          json: { outcome: 'requested', ...retry },
          text: `asked for ${issues.length} issues and ${accounts.length} accounts that were held back; mirin labels status shows what comes of it`,
          ...(!hasAccount(settings, projectOf(settings).key) && { note: NO_ACCOUNT }),
        };
      }),
    );
}
