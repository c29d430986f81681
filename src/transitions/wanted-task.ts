/** A task that waits for somebody: what its ticket is made from. */

import { issueTaskId } from '../redis/keys.ts';

export interface WantedTask {
  taskId: string;
  issue: number;
  /** Which run of the task waits; a ticket of an earlier one is worthless. */
  run: number;
}

/** The issue's own task, where a script said that it waits again under `run`. */
export const wantedTask = (issue: number, run: string): WantedTask | undefined =>
  run === '' ? undefined : { taskId: issueTaskId(issue), issue, run: Number(run) };
