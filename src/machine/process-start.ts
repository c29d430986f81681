/** Tells when a process started, by which it differs from a later one that was given the same pid. */

import { lookAtProcess } from './process-look.ts';

/**
 * The start time of a process, by default of this one, in its kernel's own words (clock ticks since the boot on
 * Linux, a date on macOS): comparable on one machine only. Empty when it can't be told.
 */
export async function processStartTime(pid: number = process.pid): Promise<string> {
  const look = await lookAtProcess(pid);
  return look?.startTime ?? '';
}
