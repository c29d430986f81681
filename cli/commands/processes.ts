/** `mirin processes`: lists the processes that take issues with what they hold; drains one, or cancels its work. */

import type { Command } from 'commander';
import { ProcessesApi } from '../../src/client/processes-api.ts';
import { listProcesses } from '../../src/store/list-processes.ts';
import type { ProcessInfo } from '../../src/store/process-record.ts';
import type { OrderOutcome } from '../../src/transitions/order-process.ts';
import { issueNumber, reason } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, type CommandContext, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import type { Answer } from '../output.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';
import { table } from '../table.ts';
import { relative } from '../times.ts';

const MEGABYTE = 1024 * 1024;
const SHOWN = 8;

export const define: Define = (command) => {
  const lines = [
    'mirin processes',
    'mirin processes drain bot~Xy12ab34Cd',
    'mirin processes cancel bot~Xy12ab34Cd --issue 12',
  ];
  command.addHelpText('after', examples(...lines));
  defineList(command.command('list', { isDefault: true }));
  defineDrain(command.command('drain'));
  defineCancel(command.command('cancel'));
};

function defineList(command: Command): void {
  paged(command.description('List the processes, last seen first, with what they hold.'))
    .addHelpText('after', examples('mirin processes', 'mirin processes --limit 10 --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const page = await withProject(context.settings(), ({ store }) => listProcesses(store, pageOf(flags)));
        const text = processTable(page.processes, context.output.columns) + more(page.next);
        return { json: page, text: page.processes.length === 0 ? 'No processes.' : text };
      }),
    );
}

const ORDER_NOTES = `
It hears of it with its next heartbeat. Exit codes: 0 ordered; 1 it can't be reached, or does not hold that; 2 wrong usage.`;

function defineDrain(command: Command): void {
  command
    .description('Have a process take no further task; what it works on is finished.')
    .argument('<process>', 'its id, as mirin processes shows it')
    .option('--reason <text>', 'why: stands in the events', reason)
    .addHelpText('after', `${examples('mirin processes drain bot~Xy12ab34Cd')}\n${ORDER_NOTES}`)
    .action(
      act<[string, { reason?: string }]>(async (context, processId, flags) =>
        order(context, processId, (api) => api.drain(processId, { by: operator(), ...flags })),
      ),
    );
}

function defineCancel(command: Command): void {
  command
    .description('Have a process stop its work on an issue, or on all that it holds, and hand it back.')
    .argument('<process>', 'its id, as mirin processes shows it')
    .option('--issue <issue>', 'only the work on this issue', issueNumber)
    .option('--reason <text>', 'why: stands in the events', reason)
    .addHelpText('after', `${examples('mirin processes cancel bot~Xy12ab34Cd --issue 12')}\n${ORDER_NOTES}`)
    .action(
      act<[string, { issue?: number; reason?: string }]>(async (context, processId, flags) =>
        order(context, processId, (api) => api.cancel(processId, { by: operator(), ...flags })),
      ),
    );
}

const REFUSALS: Readonly<Record<Exclude<OrderOutcome['outcome'], 'ordered'>, string>> = {
  unknown: 'no such process is known',
  over: 'it has ended',
  deaf: 'it sends no heartbeats, so that nothing can reach it',
  'not-held': 'it does not hold that issue',
  'too-many': 'it has not come for the last hundred orders',
};

async function order(
  context: CommandContext,
  processId: string,
  give: (api: ProcessesApi) => Promise<OrderOutcome>,
): Promise<Answer> {
  const outcome = await withClient(context.settings(), (client) => give(new ProcessesApi(client)));
  const json = { ...outcome, processId };
  if (outcome.outcome === 'ordered') return { json, text: `${processId} hears of it with its next heartbeat` };
  return { json, text: '', note: `${processId}: ${REFUSALS[outcome.outcome]}`, exitCode: EXIT.failed };
}

function processTable(processes: readonly ProcessInfo[], columns: number): string {
  return table(
    processes,
    [
      { title: 'PROCESS', text: ({ processId }) => processId },
      { title: 'STATUS', text: statusText },
      { title: 'KIND', text: ({ kind }) => kind },
      { title: 'HOST', text: ({ host }) => host },
      { title: 'PID', align: 'right', text: ({ pid }) => pid },
      { title: 'SEEN', text: ({ lastSeenMs }) => relative(lastSeenMs) },
      { title: 'CPU', align: 'right', text: cpuText },
      { title: 'MEMORY', align: 'right', text: ({ memoryBytes }) => memoryText(memoryBytes) },
      { title: 'HOLDS', text: holdsText },
    ],
    columns,
  );
}

function statusText({ status, isUnresponsive, isSilent, isDraining, stuckIssues }: ProcessInfo): string {
  if (isUnresponsive) return 'unresponsive';
  if (isSilent) return 'silent';
  if (status !== 'alive') return status;
  if (stuckIssues.length > 0) return 'stuck';
  return isDraining ? 'draining' : status;
}

/** Only who sends heartbeats tells how it is. */
const cpuText = ({ liveness, cpuPercent }: ProcessInfo): string =>
  liveness === 'beat' && cpuPercent !== undefined ? `${cpuPercent} %` : '';

const memoryText = (bytes = 0): string => (bytes === 0 ? '' : `${Math.round(bytes / MEGABYTE)} MB`);

function holdsText({ issues, issueCount, locks }: ProcessInfo): string {
  const held = [...issues.map((issue) => `#${issue}`), ...locks];
  const shown = held.slice(0, SHOWN);
  const count = issueCount + locks.length;
  return count > shown.length ? `${shown.join(' ')} … (${count})` : shown.join(' ');
}
