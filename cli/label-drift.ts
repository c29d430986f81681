/** `mirin labels drift`: which issues on GitHub show something else than their state demands; changes nothing. */

import type { Command } from 'commander';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { calledNow } from '../src/github/called-now.ts';
import { type DriftedIssue, driftedLabels } from '../src/github/drifted-labels.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { act, examples } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { withRepository } from './gated-github.ts';
import type { Output } from './output.ts';
import { type OpenProject, withProject } from './project.ts';
import { table } from './table.ts';
import { when } from './times.ts';

const NOTES = `
Compares the labels of all issues that Mirin knows, or that bear an owned label, with what
Redis says of them, and changes nothing. mirin labels sync N puts one right.
Exit codes: 0 all agree; 1 some differ, or GitHub could not be had; 2 wrong usage.`;

/** Gives the command its action. */
export function defineLabelDrift(command: Command): void {
  command
    .description('List the issues whose labels differ from what their state demands, without changing anything.')
    .addHelpText('after', `${examples('mirin labels drift', 'mirin labels drift --json')}\n${NOTES}`)
    .action(
      act<[]>(async ({ settings, output }) => {
        const report = await withProject(settings(), (open) => lookFor(open, output));
        output.endProgress();
        const { drifted } = report;
        const text = drifted.length === 0 ? 'All labels show the state.' : driftTable(drifted, output.columns);
        return { json: report, text, ...(drifted.length > 0 && { exitCode: EXIT.failed }) };
      }),
    );
}

async function lookFor(open: OpenProject, output: Output) {
  const map = await calledNow(open.store, labelMapOf(settingsFor(open.settings, open.project.key)));
  return await withRepository(open, async (repository) => {
    const drifted: DriftedIssue[] = [];
    for await (const issue of driftedLabels({ store: open.store, repository, map })) {
      drifted.push(issue);
      output.progress(`${drifted.length} differ`);
    }
    return { project: open.project.name, requests: repository.requestCount, drifted };
  });
}

function driftTable(drifted: readonly DriftedIssue[], columns: number): string {
  return table(
    drifted,
    [
      { title: 'ISSUE', align: 'right', text: ({ issue }) => `#${issue}` },
      { title: 'STATUS', text: ({ status }) => status ?? 'unknown' },
      { title: 'MISSING', text: ({ missing }) => missing.join(', ') },
      { title: 'STALE', text: ({ stale }) => stale.join(', ') },
      { title: 'WHAT FOLLOWS', text: whatFollows },
    ],
    columns,
  );
}

function whatFollows({ status, isDirty, blocked, dampedUntilMs }: DriftedIssue): string {
  if (blocked !== undefined) return `refused by GitHub: ${blocked}`;
  if (dampedUntilMs !== undefined) return `left alone until ${when(dampedUntilMs)}: changed again and again`;
  if (isDirty) return 'a pass puts it right';
  return status === null
    ? 'not known: taken over by the sweep, or by mirin import --from-labels'
    : 'the next sweep finds it';
}
