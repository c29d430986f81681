/** Ends the process of a private redis-server in order: it writes what it has and goes. */

import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, pidOf } from './process-mark.ts';

const POLL_MS = 10;

/**
 * Sends SIGTERM, and SIGKILL to one that has not ended `graceMs` later. Nothing happens when the process of this
 * mark has ended, even if another one got its pid. Returns whether it ended in order, by this call.
 */
export async function stopServer(mark: string, graceMs = 10_000): Promise<boolean> {
  if (!(await isRunning(mark))) return false;
  send('SIGTERM', pidOf(mark));
  await waitUntilGone(mark, graceMs);
  if (!(await isRunning(mark))) return true;
  send('SIGKILL', pidOf(mark));
  await waitUntilGone(mark, graceMs);
  return false;
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function waitUntilGone(mark: string, withinMs: number): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (performance.now() < deadlineMs && (await isRunning(mark))) await delay(POLL_MS);
}
