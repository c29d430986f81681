/** `mirin labels setup`: creates the owned labels that the repository lacks, and shows what was there. */

import type { Command } from 'commander';
import { settingsFor } from '../src/configuration/settings-for.ts';
import type { Settings } from '../src/configuration/settings.ts';
import { ConfigInvalidError } from '../src/errors.ts';
import { GitHubClient } from '../src/github/github-client.ts';
import { ensureLabelDefinitions, type EnsuredDefinitions } from '../src/github/label-definitions.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { act, examples } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { projectOf } from './project.ts';

interface SetupFlags {
  update?: boolean;
}

/** Gives the command its options and its action. */
export function defineLabelSetup(command: Command): void {
  command
    .description('Create the labels that Mirin owns, as far as the repository lacks them.')
    .option('--update', 'also give those that are there the colour and the description of the settings')
    .addHelpText('after', examples('mirin labels setup', 'mirin labels setup --update'))
    .action(
      act<[SetupFlags]>(async (context, { update = false }) => {
        const settings = context.settings();
        const project = projectOf(settings);
        const done = await setUp(settings, update);
        return {
          json: { project: project.name, ...done },
          text: words(done),
          ...(done.refused.length > 0 && { exitCode: EXIT.failed }),
        };
      }),
    );
}

async function setUp(settings: Settings, isUpdating: boolean): Promise<EnsuredDefinitions> {
  const project = projectOf(settings);
  const github = openGitHub(settings);
  try {
    const map = labelMapOf(settingsFor(settings, project.key));
    return await ensureLabelDefinitions(github.repository(project), map, { isUpdating });
  } finally {
    await github.close();
  }
}

/** @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) without a token */
function openGitHub({ githubToken: token, githubApiUrl: apiUrl }: Settings): GitHubClient {
  if (token !== undefined) return new GitHubClient({ apiUrl, token });
  throw new ConfigInvalidError([
    { field: 'GITHUB_TOKEN', expected: 'a token that may create labels', received: 'nothing' },
  ]);
}

function words({ created, existing, updated, refused }: EnsuredDefinitions): string {
  return [
    ...created.map((name) => `created  ${name}`),
    ...existing.map((name) => `${updated.includes(name) ? 'updated' : 'there'.padEnd(7)}  ${name}`),
    ...refused.map(({ name, reason }) => `refused  ${name}: ${reason}`),
  ].join('\n');
}
