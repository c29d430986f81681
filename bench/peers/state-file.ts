/**
 * A peer: all issues in one JSON file with a lock file beside it, as PoppoBuilder's file state was: each change takes
 * the lock, writes the whole file anew, and leaves a file that asks for the labels. It is read only once, at the start,
 * which is why it loses what other processes write.
 */

import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenAsker } from '../asker.ts';

/** Pause between two tries to take the lock. */
const LOCK_RETRY_MS = 100;

interface State {
  issues: Record<string, object>;
  lastSync: string | null;
}

export const openStateFile: OpenAsker = async ({ folder = '.', issues = 1_000 }) => {
  const file = path.join(folder, 'issue-status.json');
  await mkdir(path.join(folder, 'requests'), { recursive: true });
  await writeFile(file, JSON.stringify(stateOf(issues), null, 2));
  const state = JSON.parse(await readFile(file, 'utf8')) as State;
  return { ask: (number) => checkout(state, file, (number % issues) + 1) };
};

function stateOf(issues: number): State {
  const numbers = Array.from({ length: issues }, (_, index) => index + 1);
  return { issues: Object.fromEntries(numbers.map((number) => [number, recordOf('completed')])), lastSync: null };
}

function recordOf(status: string): object {
  const now = new Date().toISOString();
  const holder = { processId: `issue-${process.pid}`, pid: process.pid, startTime: now, lastHeartbeat: now };
  return { status, lastUpdated: now, ...holder, taskType: 'misc', metadata: { retryCount: 0, errorCount: 0 } };
}

async function checkout(state: State, file: string, issue: number): Promise<void> {
  const lock = `${file}.lock`;
  await takeLock(lock);
  try {
    state.issues[issue] = recordOf('processing');
    await writeFile(`${file}.tmp`, JSON.stringify(state, null, 2));
    await rename(`${file}.tmp`, file);
    await askForLabels(path.dirname(file), issue);
  } finally {
    await unlink(lock);
  }
}

async function takeLock(lock: string): Promise<void> {
  for (;;) {
    try {
      return await writeFile(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await delay(LOCK_RETRY_MS);
    }
  }
}

async function askForLabels(folder: string, issueNumber: number): Promise<void> {
  const timestamp = new Date();
  const request = { issueNumber, action: 'update', addLabels: ['processing'], removeLabels: [], timestamp };
  const file = path.join(folder, 'requests', `label-update-${timestamp.getTime()}.json`);
  await writeFile(file, JSON.stringify({ ...request, requestedBy: 'bench', processId: process.pid }, null, 2));
}
