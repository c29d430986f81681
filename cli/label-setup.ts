/** `mirin labels setup`: creates the owned labels that the repository lacks, and shows what was there. */

import type { Command } from 'commander';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { accessByProject } from '../src/configuration/github-access.ts';
import { ConfigInvalidError } from '../src/errors.ts';
import { GitHubAccounts } from '../src/github/github-accounts.ts';
import type { RenamedLabel } from '../src/github/known-labels.ts';
import { type EnsuredDefinitions, ensureLabelDefinitions } from '../src/github/label-definitions.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { operatorDefinitions } from '../src/github/operator-label.ts';
import { OwnedLabels } from '../src/github/owned-labels.ts';
import { act, examples } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { Answer } from './output.ts';
import { type OpenProject, withProject } from './project.ts';

/** What was done, and the labels that were found renamed since they were last looked at. */
interface SetUp extends Omit<EnsuredDefinitions, 'found'> {
  project: string;
  renamed: RenamedLabel[];
}

const NO_ACCOUNT = {
  field: 'GITHUB_TOKEN',
  expected: 'a token that may create labels, or a GitHub App (MIRIN_GITHUB_APP_ID)',
  received: 'nothing',
};

interface SetupFlags {
  update?: boolean;
}

/** Gives the command its options and its action. */
export function defineLabelSetup(command: Command): void {
  command
    .description(
      'Create the labels that Mirin owns, and those of operators where they are on, as far as they are missing.',
    )
    .option('--update', 'also give those that are there the colour and the description of the settings')
    .addHelpText('after', examples('mirin labels setup', 'mirin labels setup --update'))
    .action(
      act<[SetupFlags]>(async (context, { update = false }) => {
        const settings = context.settings();
        const github = new GitHubAccounts(accessByProject(settings));
        try {
          return answer(await withProject(settings, (open) => setUp(open, github, update)));
        } finally {
          await github.close();
        }
      }),
    );
}

async function setUp(
  { project, settings, store }: OpenProject,
  github: GitHubAccounts,
  isUpdating: boolean,
): Promise<SetUp> {
  if (!github.serves(project)) throw new ConfigInvalidError([NO_ACCOUNT]);
  const renamed: RenamedLabel[] = [];
  const configured = labelMapOf(settingsFor(settings, project.key));
  const labels = new OwnedLabels({ store, configured, onRename: (rename) => void renamed.push(rename) });
  const repository = (await github.clientOf(project)).repository(project);
  const owned = await labels.ensure(repository, { isUpdating });
  const asking = operatorDefinitions(configured);
  const others = asking.length > 0 ? [await ensureLabelDefinitions(repository, asking, { isUpdating })] : [];
  return { project: project.name, ...together([owned, ...others]), renamed };
}

function together(parts: readonly EnsuredDefinitions[]): Omit<EnsuredDefinitions, 'found'> {
  return {
    created: parts.flatMap(({ created }) => created),
    existing: parts.flatMap(({ existing }) => existing),
    updated: parts.flatMap(({ updated }) => updated),
    refused: parts.flatMap(({ refused }) => refused),
  };
}

function answer(done: SetUp): Answer {
  return { json: done, text: words(done), ...(done.refused.length > 0 && { exitCode: EXIT.failed }) };
}

function words({ created, existing, updated, refused, renamed }: SetUp): string {
  return [
    ...renamed.map(({ from, to }) => `renamed  ${from} is called ${to} now, and is followed`),
    ...created.map((name) => `created  ${name}`),
    ...existing.map((name) => `${updated.includes(name) ? 'updated' : 'there'.padEnd(7)}  ${name}`),
    ...refused.map(({ name, reason }) => `refused  ${name}: ${reason}`),
  ].join('\n');
}
