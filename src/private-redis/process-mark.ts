/** Marks one process so that it can be told later from another one with its pid, after a reboot too. */

import { machineId } from '../machine/identity.ts';
import { probePid } from '../machine/pid-probe.ts';
import { processStartTime } from '../machine/process-start.ts';

/** `pid@start@machine`, for files and links. */
export async function markOf(pid: number): Promise<string> {
  return [pid, await processStartTime(pid), await machineId()].join('@');
}

/** The pid in a mark. */
export function pidOf(mark: string): number {
  return Number.parseInt(mark, 10);
}

/**
 * Whether the process of this mark still runs; one that can't be seen counts as running. Another boot or container
 * than this one is over: a data folder belongs to one machine.
 */
export async function isRunning(mark: string): Promise<boolean> {
  const [, startTime = '', machine = ''] = mark.split('@');
  const pid = pidOf(mark);
  if (!Number.isSafeInteger(pid) || pid <= 0 || machine !== (await machineId())) return false;
  const probe = await probePid({ pid, startTime });
  return probe.state !== 'gone';
}

/** Those of the marks whose process still runs. */
export async function runningAmong(marks: readonly string[]): Promise<string[]> {
  const running = await Promise.all(marks.map((mark) => isRunning(mark)));
  return marks.filter((_, index) => running[index]);
}
