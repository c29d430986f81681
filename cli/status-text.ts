/** Words the status of a project for people. */

import { STATUSES } from '../queues/values.ts';
import type { JobCounts } from '../src/enqueue/count-jobs.ts';
import type { ProjectStatus } from './project-status.ts';
import { facts } from './table.ts';
import { relative, when } from './times.ts';

/** A few lines; what needs somebody's attention says what to do. */
export function statusText(status: ProjectStatus): string {
  const { redis, workers, clock, tasksWanted } = status;
  return facts([
    ['project', status.project],
    ['redis', `${redis.address}, version ${redis.version}`],
    ...redis.warnings.map((warning) => ['', warning] as const),
    [
      'workers',
      workers.length === 0 ? 'none alive: requests wait (mirin up, mirin worker)' : `${workers.length} alive`,
    ],
    ['issues', issuesText(status)],
    ['leases', leasesText(status)],
    ['labels', labelsText(status)],
    ...dampedText(status),
    ['tasks', `${tasksWanted} waiting`],
    ...Object.entries(status.queues).map(([name, counts]) => [name, countsText(counts)] as const),
    ['clock', clock.lastTickMs === undefined ? 'no tick yet' : `last tick ${relative(clock.lastTickMs)}`],
    ...clock.gaps.map(({ kind, startMs, endMs }) => ['', `gap (${kind}): ${when(startMs)} to ${when(endMs)}`] as const),
  ]);
}

function issuesText({ issues, byStatus }: ProjectStatus): string {
  const counts = STATUSES.filter((name) => byStatus[name] > 0).map((name) => `${byStatus[name]} ${name}`);
  return counts.length === 0 ? 'none yet' : `${issues}: ${counts.join(', ')}`;
}

function leasesText({ leases, expiredLeases }: ProjectStatus): string {
  return expiredLeases === 0 ? `${leases}` : `${leases}, ${expiredLeases} of them ran out (mirin orphans)`;
}

function labelsText({ labelsDirty: { count, oldestSinceMs }, github }: ProjectStatus): string {
  const wait = github.hasAccount
    ? ''
    : ' (no GITHUB_TOKEN and no GitHub App here: labels wait for workers that have one)';
  if (count === 0 || oldestSinceMs === undefined) return `all put right${github.hasAccount ? '' : wait}`;
  return `${count} issues to put right, the oldest marked ${relative(oldestSinceMs)}${wait}`;
}

/** Nothing where all is well. */
function dampedText({ labelsDamped }: ProjectStatus): [string, string][] {
  if (labelsDamped === 0) return [];
  return [['', `${labelsDamped} left alone for now: somebody changes them again and again (docs/github.md)`]];
}

const countsText = ({ waiting, active, delayed, failed }: JobCounts): string =>
  `${waiting} waiting, ${active} active, ${delayed} delayed, ${failed} failed`;
