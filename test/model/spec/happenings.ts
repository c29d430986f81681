/** Events and changes of status: what everybody gets to see, in one and the same step. */

import type { Status } from '../../../queues/values.ts';
import type { Happening, Issue, World } from './world.ts';

const HISTORY_LENGTH = 50;

/** Tells of it in the project's events. */
export function tell(world: World, happening: Happening): void {
  world.events.push({ ...happening, at: world.nowMs });
}

/** Tells of it in the issue's history, too. */
export function tellOf(world: World, issue: Issue, happening: Happening): void {
  const full = { ...happening, issue: issue.number, at: world.nowMs };
  world.events.push(full);
  issue.history = [...issue.history, full].slice(-HISTORY_LENGTH);
}

/** A new status is a new version, which its labels do not show yet. */
export function changeStatus(world: World, issue: Issue, to: Status, happening: Happening): void {
  const from = issue.work.status;
  issue.work.status = to;
  issue.isProcessed = to === 'completed';
  issue.version += 1;
  issue.updatedMs = world.nowMs;
  if (!world.dirtySinceMs.has(issue.number)) world.dirtySinceMs.set(issue.number, world.nowMs);
  tellOf(world, issue, { ...happening, from, to, version: issue.version });
}
