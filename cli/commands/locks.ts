/** `mirin locks`: lists named locks and who holds them, shows one, and takes one from its holder. */

import type { Command } from 'commander';
import type { Fence, LockName } from '../../queues/values.ts';
import { getLock, listLocks, type LockInfo } from '../../src/store/read-locks.ts';
import { releaseLock } from '../../src/transitions/lock-release.ts';
import { fence, lockName, reason } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { more, paged, pageOf, type PageFlags } from '../paging.ts';
import { withProject } from '../project.ts';
import { table } from '../table.ts';
import { relative } from '../times.ts';

export const define: Define = (command) => {
  const lines = ['mirin locks list', 'mirin locks show deploy', 'mirin locks release deploy --reason "it hangs"'];
  command.addHelpText('after', examples(...lines));
  defineList(command.command('list', { isDefault: true }));
  defineShow(command.command('show'));
  defineRelease(command.command('release'));
};

function defineList(command: Command): void {
  paged(command.description('List the locks that are held, longest held first.'))
    .addHelpText('after', examples('mirin locks', 'mirin locks --json'))
    .action(
      act<[PageFlags]>(async (context, flags) => {
        const page = await withProject(context.settings(), ({ store }) => listLocks(store, pageOf(flags)));
        const text = lockTable(page.locks, context.output.columns) + more(page.next);
        return { json: page, text: page.locks.length === 0 ? 'No lock is held.' : text };
      }),
    );
}

function defineShow(command: Command): void {
  command
    .description('Show who holds a lock.')
    .argument('<name>', 'the name of the lock', lockName)
    .addHelpText('after', `${examples('mirin locks show deploy')}\n\nExit codes: 0 somebody holds it; 1 nobody does.`)
    .action(
      act<[LockName]>(async (context, lock) => {
        const held = await withProject(context.settings(), ({ store }) => getLock(store, lock));
        if (held === null) return { json: null, text: `nobody holds ${lock}`, exitCode: EXIT.failed };
        return { json: held, text: lockTable([held], context.output.columns) };
      }),
    );
}

const RELEASE_NOTES = `
The holder hears of it with its next heartbeat, and may go on until then: whoever waits has the lock at once.
Exit codes: 0 released; 1 nobody holds it, or not under that fence; 2 wrong usage.`;

function defineRelease(command: Command): void {
  command
    .description('Take a lock from its holder.')
    .argument('<name>', 'the name of the lock', lockName)
    .option('--fence <fence>', 'only the lease with this number', fence)
    .option('--reason <text>', 'why: stands in the events', reason)
    .addHelpText('after', `${examples('mirin locks release deploy --reason "its holder hangs"')}\n${RELEASE_NOTES}`)
    .action(
      act<[LockName, { fence?: Fence; reason?: string }]>(async (context, lock, flags) => {
        const { outcome } = await withProject(context.settings(), ({ store }) =>
          releaseLock(store, lock, { by: operator(), ...flags }),
        );
        const json = { outcome, lock };
        if (outcome === 'released') return { json, text: `${lock} is free` };
        return { json, text: '', note: `nobody holds ${lock} so: nothing was changed`, exitCode: EXIT.failed };
      }),
    );
}

function lockTable(locks: readonly LockInfo[], columns: number): string {
  return table(
    locks,
    [
      { title: 'LOCK', text: ({ lock }) => lock },
      { title: 'HOLDER', text: ({ holder }) => holder },
      { title: 'HOST', text: ({ host }) => host },
      { title: 'SINCE', text: ({ sinceMs }) => relative(sinceMs) },
      { title: 'EXPIRES', text: ({ expiresAtMs }) => relative(expiresAtMs) },
      { title: 'WAITING', align: 'right', text: ({ waiting }) => waiting },
      { title: 'FENCE', text: ({ fence: number }) => number },
    ],
    columns,
  );
}
