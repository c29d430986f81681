/** `mirin processes`: lists the processes that take issues, last seen first, with what they hold. */

import { listProcesses } from '../../src/store/list-processes.ts';
import type { ProcessInfo } from '../../src/store/process-record.ts';
import { act, examples, type Define } from '../command.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';
import { table } from '../table.ts';
import { relative } from '../times.ts';

const MEGABYTE = 1024 * 1024;
const SHOWN = 8;

export const define: Define = (command) => {
  paged(command)
    .addHelpText('after', examples('mirin processes', 'mirin processes --limit 10 --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const page = await withProject(context.settings(), ({ store }) => listProcesses(store, pageOf(flags)));
        const text = processTable(page.processes, context.output.columns) + more(page.next);
        return { json: page, text: page.processes.length === 0 ? 'No processes.' : text };
      }),
    );
};

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

function statusText({ status, isUnresponsive, isSilent, stuckIssues }: ProcessInfo): string {
  if (isUnresponsive) return 'unresponsive';
  if (isSilent) return 'silent';
  return status === 'alive' && stuckIssues.length > 0 ? 'stuck' : status;
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
