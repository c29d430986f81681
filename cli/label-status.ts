/** Reads and words how the labels of a project fare: the accounts at GitHub, and the issues that wait. */

import { hasAccount } from '../src/configuration/github-access.ts';
import type { AccountRecord, BreakerRecord } from '../src/store/account-record.ts';
import { type DirtyLabels, type DirtyLabelsPage, listDirtyLabels } from '../src/store/list-dirty-labels.ts';
import type { PageOptions } from '../src/store/page.ts';
import { readAccounts } from '../src/store/read-accounts.ts';
import { more } from './paging.ts';
import type { OpenProject } from './project.ts';
import { facts, table } from './table.ts';
import { relative, when } from './times.ts';

export const NO_ACCOUNT = 'neither GITHUB_TOKEN nor a GitHub App is set here: labels wait for a worker that has one';

/** What `mirin labels status --json` prints. */
export interface LabelStatus extends DirtyLabelsPage {
  /** Whether a token or an App is configured here; without one at the workers, labels wait. */
  hasAccount: boolean;
  /** All that were used within the last day, whatever project they serve. */
  accounts: AccountRecord[];
  /** Issues of the project whose labels wait; `issues` is one page of them. */
  dirty: number;
  /** Passes that may be writing. */
  open: number;
}

export async function readLabelStatus(
  { project, store, redis, settings }: OpenProject,
  page: PageOptions,
): Promise<LabelStatus> {
  const [accounts, dirty, open, issues] = await Promise.all([
    readAccounts(redis),
    redis.zcard(store.keys.own.labels_dirty),
    redis.zcard(store.keys.own.labels_open),
    listDirtyLabels(store, page),
  ]);
  return { hasAccount: hasAccount(settings, project.key), accounts, dirty, open, ...issues };
}

export function labelStatusText(status: LabelStatus, columns: number): string {
  const { accounts, dirty, open, issues, next } = status;
  const passes = open === 0 ? '' : `, ${open} passes may be writing`;
  const project = dirty === 0 ? 'All labels are put right.' : `${dirty} issues to put right${passes}:`;
  const list = issues.length === 0 ? [] : [labelTable(issues, columns) + more(next)];
  return [...accounts.map(accountText), [project, ...list].join('\n')].join('\n\n');
}

function accountText(account: AccountRecord): string {
  const { id, host, pausedUntilMs, pausedBecause, breaker, hostBreaker, budget } = account;
  return facts([
    ['account', `${id} at ${host}, last used ${relative(account.lastUsedMs)}`],
    ['paused', pausedUntilMs === undefined ? 'no' : `until ${when(pausedUntilMs)}: ${pausedBecause}`],
    ['breaker', breakerText(breaker)],
    ['of the host', breakerText(hostBreaker)],
    [
      'budget',
      budget === undefined
        ? 'no limit known'
        : `${budget.remaining} of ${budget.limit} left, new ${relative(budget.resetAtMs)}`,
    ],
    ['in flight', `${account.requestsInFlight} requests, ${account.passesInFlight} passes`],
  ]);
}

function breakerText(breaker: BreakerRecord): string {
  if (breaker.state === 'closed') return 'closed';
  const { state, sinceMs, untilMs, because } = breaker;
  const next = state === 'open' ? `tried again ${relative(untilMs)}` : 'tried again by the next read';
  return `open since ${when(sinceMs)}, ${next} (or mirin labels retry): ${because}`;
}

function labelTable(issues: readonly DirtyLabels[], columns: number): string {
  return table(
    issues,
    [
      { title: 'ISSUE', align: 'right', text: ({ issue }) => `#${issue}` },
      { title: 'TO PUT RIGHT SINCE', text: ({ dirtySinceMs }) => relative(dirtySinceMs) },
      {
        title: 'REFUSED BY GITHUB',
        text: ({ blocked }) => blocked && `${relative(blocked.sinceMs)}: ${blocked.reason}`,
      },
    ],
    columns,
  );
}
