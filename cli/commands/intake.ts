/** `mirin intake`: shows which issues become tasks by themselves and what waits, or has them looked through now. */

import type { Command } from 'commander';
import { type IntakeReport, runIntake } from '../../src/client/intake-api.ts';
import { readIntakeStatus } from '../../src/store/intake-status.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { intakeStatusText, reportText } from '../intake-text.ts';
import type { Answer } from '../output.ts';
import { withProject } from '../project.ts';

export const define: Define = (command) => {
  command.addHelpText('after', examples('mirin intake status', 'mirin intake run'));
  defineStatus(command.command('status'));
  defineRun(command.command('run'));
};

function defineStatus(command: Command): void {
  command
    .description('Show whether the intake is on, what waits by priority, what stopped it, and its last sweep.')
    .addHelpText('after', examples('mirin intake status --json'))
    .action(
      act<[object]>(async (context) => {
        const status = await withProject(context.settings(), ({ store }) => readIntakeStatus(store));
        return { json: status, text: intakeStatusText(status) };
      }),
    );
}

/** GitHub is asked page by page, and may want to be left alone for a while. */
const LEAST_TIME_MS = 60_000;

const NOTES = `
A worker that has a token looks at all open issues, and at the comments since the last look, and says what it took and
what it left. It takes no more than maxPendingTasks allows.

Exit codes: 0 done; 1 the intake is off, or it failed; 75 no worker was done with it in time, it goes on.`;

function defineRun(command: Command): void {
  command
    .description('Look through all issues for work now, and say what was taken, what was left, and why.')
    .addHelpText('after', `${examples('mirin intake run', 'mirin intake run --json')}\n${NOTES}`)
    .action(
      act<[object]>(async (context) => {
        const settings = context.settings();
        const timeMs = Math.max(LEAST_TIME_MS, settings.requestTimeoutMs);
        return answerOf(await withClient(settings, (client) => runIntake(client, timeMs)));
      }),
    );
}

function answerOf(report: IntakeReport): Answer {
  switch (report.outcome) {
    case 'swept':
      return { json: report, text: reportText(report) };
    case 'off':
      return {
        json: report,
        text: '',
        note: 'the intake of this project is off (setting intake)',
        exitCode: EXIT.failed,
      };
    case 'failed':
      return { json: report, text: '', note: `it failed: ${report.reason}`, exitCode: EXIT.failed };
    default:
      return {
        json: report,
        text: '',
        note: `it goes on: ${report.reason ?? 'GitHub is asked'}`,
        exitCode: EXIT.later,
      };
  }
}
