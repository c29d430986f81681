/** Starts a stand-in for `mirin run` with a guarded command, and tells when all of that command is gone. */

import path from 'node:path';
import type { GuardedCommandOptions } from '../../../cli/run/guarded-command.ts';
import { probePid, type RecordedProcess } from '../../../src/machine/pid-probe.ts';
import { startChild, type Child, type ChildMessage } from '../../support/child.ts';
import { waitFor } from '../../support/wait-for.ts';

const PROGRAMS = path.resolve(import.meta.dirname, '..', '..', 'programs');
const FAMILY_SIZE = 4;
const families: RecordedProcess[] = [];

/** Long enough never to run out in a test that is not about it. */
export const LONG_TRUST_MS = 600_000;

export type RunOptions = Partial<GuardedCommandOptions> & { renewForMs?: number };

/** Runs a command of a shell under guard. */
export function runShell(script: string, options: RunOptions = {}): Child {
  return run({ command: 'sh', args: ['-c', script], ...options });
}

export function run(options: RunOptions): Child {
  return startChild('test/programs/guarded.js', [JSON.stringify({ trustForMs: LONG_TRUST_MS, ...options })]);
}

/** How the command ended. */
export async function endOf(run: Child): Promise<ChildMessage> {
  const { event: _, ...end } = await run.next((message) => message.event === 'ended');
  return end;
}

/** The command that scatters over groups and sessions (test/programs/family.ts). */
export function familyCommand(onTerm: 'obey' | 'ignore' = 'obey'): Pick<RunOptions, 'command' | 'args'> {
  return { command: process.execPath, args: [path.join(PROGRAMS, 'family.js'), 'root', onTerm] };
}

/** The stand-in for `mirin run` as a command of another run. */
export function nestedRun(options: RunOptions): Pick<RunOptions, 'command' | 'args'> {
  const text = JSON.stringify({ trustForMs: LONG_TRUST_MS, ...options });
  return { command: process.execPath, args: [path.join(PROGRAMS, 'guarded.js'), text] };
}

/** Waits until the family is complete. */
export async function familyOf(run: Child): Promise<RecordedProcess[]> {
  const isMember = (message: ChildMessage): boolean => message.event === 'member';
  await waitFor('the whole family', (saw) => {
    saw(run.messages);
    return run.messages.filter(isMember).length === FAMILY_SIZE;
  });
  const messages = run.messages.filter(isMember);
  const family = messages.map(({ pid, startTime }) => ({ pid: Number(pid), startTime: String(startTime) }));
  families.push(...family);
  return family;
}

/** Kills whom a failed test left behind, stopped ones included: `afterEach(endFamilies)`. */
export async function endFamilies(): Promise<void> {
  for (const { pid } of await livingOf(families.splice(0))) process.kill(pid, 'SIGKILL');
}

/** The pid of the guard. */
export async function guardOf(run: Child): Promise<number> {
  const { guardPid } = await run.next((message) => message.event === 'guarding');
  return Number(guardPid);
}

export async function waitUntilGone(processes: readonly RecordedProcess[]): Promise<void> {
  await waitFor('all processes of the command to be gone', async (saw) => {
    const living = await livingOf(processes);
    saw(living);
    return living.length === 0;
  });
}

export async function livingOf(processes: readonly RecordedProcess[]): Promise<RecordedProcess[]> {
  const probes = await Promise.all(processes.map((recorded) => probePid(recorded)));
  return processes.filter((_, index) => probes[index]?.state !== 'gone');
}

/** The roles of the family that were asked to end before they did. */
export function askedToEnd(run: Child): string[] {
  return run.messages
    .filter(({ event }) => event === 'term')
    .map(({ role }) => String(role))
    .toSorted((a, b) => a.localeCompare(b));
}

export const WHOLE_FAMILY = ['daemon', 'helper', 'root', 'stray'];
