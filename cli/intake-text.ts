/** Words what came of an intake, and how it fares. */

import type { IntakeReport } from '../src/client/intake-api.ts';
import type { Candidate } from '../src/intake/candidate.ts';
import type { ByPriority, IntakeStatus } from '../src/store/intake-status.ts';
import { facts } from './table.ts';
import { relative } from './times.ts';

const REASONS: Readonly<Record<string, string>> = {
  'no-label': 'no label makes it work',
  'not-known': 'a comment on an issue that Mirin does not know',
  excluded: 'a label excludes it',
  closed: 'it is closed',
  assigned: 'somebody is assigned',
  unassigned: 'nobody is assigned',
  'owned-label': "it bears a label of Mirin's, though Mirin does not know it",
  queued: 'it has a task already',
  failed: 'its runs failed too often',
  'retried-later': 'its last run failed; it is tried again after a while',
  processed: 'it was dealt with',
  marked: "it bears Mirin's hidden marker",
  bot: 'a bot wrote it',
  own: "the token's own account wrote it",
  'ignored-author': 'its author is ignored',
  earlier: 'it is from before the intake began',
  gone: 'it is gone, or a pull request',
};

const words = (reason: string): string => REASONS[reason] ?? `it is ${reason}`;
const nameOf = ({ issue, comment }: Candidate): string =>
  comment === undefined ? `#${issue}` : `#${issue}, comment ${comment}`;

/** What was taken, what was left and why. */
export function reportText(report: Extract<IntakeReport, { outcome: 'swept' }>): string {
  const taken = report.taken.map((one) => `took ${nameOf(one)}: ${one.type}, ${one.priority}`);
  const left = report.notTaken.map((one) => `left ${nameOf(one)}: ${words(one.reason)}`);
  const counts = Object.entries(report.left).map(([reason, count]) => `${count} × ${words(reason)}`);
  const full = report.isFull ? ['stopped: as many tasks wait as may (maxPendingTasks)'] : [];
  const listed = `looked at ${report.listed}, took ${report.taken.length}`;
  return [...taken, ...left, ...full, [listed, ...counts].join('; ')].join('\n');
}

export function intakeStatusText(status: IntakeStatus): string {
  const { isOn, tasksWaiting, maxPendingTasks, candidates, stoppedSinceMs, lastSweep } = status;
  return facts([
    ['intake', isOn ? 'on' : 'off (setting intake; or no worker with a token has begun yet)'],
    ['tasks waiting', `${tasksWaiting.count} of at most ${maxPendingTasks}${byPriority(tasksWaiting.byPriority)}`],
    ['found, not yet tasks', `${candidates.count}${byPriority(candidates.byPriority)}`],
    ['stopped', stoppedSinceMs === undefined ? 'no' : `${relative(stoppedSinceMs)}: as many tasks wait as may`],
    [
      'last sweep',
      lastSweep === undefined
        ? 'none yet'
        : `${relative(lastSweep.finishedAtMs)}: looked at ${lastSweep.listed}, took ${lastSweep.taken}`,
    ],
  ]);
}

function byPriority(counts: ByPriority): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? '' : ` (${parts.map(([level, count]) => `${count} ${level}`).join(', ')})`;
}
