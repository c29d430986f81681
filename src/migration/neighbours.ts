/** Tells what lies beside the two imported files and is not read, so that nobody takes it for imported. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ISSUE_STATUS_FILE, RUNNING_TASKS_FILE } from './poppo-state.ts';

const SIDE_FILE = /\.(?:tmp|lock|backup-\d+|migrated-\d+)$/;
const MAX_NAMED = 10;

/** One sentence for each kind of neighbour that is there. */
export function noteNeighbours(dir: string): string[] {
  const names = readdirSync(dir).filter((name) => name !== ISSUE_STATUS_FILE && name !== RUNNING_TASKS_FILE);
  const sides = names.filter((name) => SIDE_FILE.test(name));
  const others = names.filter((name) => !SIDE_FILE.test(name));
  return [
    ...noteLocks(sides.filter((name) => name.endsWith('.lock'))),
    ...(sides.length === 0 ? [] : [`side files are ignored: ${listed(sides)}`]),
    ...(others.length === 0 ? [] : [`not part of this import: ${listed(others)}`]),
    ...noteOldPlace(path.join(dir, '..', 'logs', RUNNING_TASKS_FILE)),
  ];
}

function noteLocks(locks: readonly string[]): string[] {
  return locks.length === 0 ? [] : [`PoppoBuilder may still be running: ${listed(locks)} lies there`];
}

/** Earlier versions kept the running tasks among the logs. */
function noteOldPlace(file: string): string[] {
  return existsSync(file) ? [`${file}, the old place of running tasks, is not read`] : [];
}

function listed(names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return names.toSorted().slice(0, MAX_NAMED).join(', ') + more;
}
