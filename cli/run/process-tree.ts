/** Finds every process of a guarded command, also those that left its process group, and ends them all. */

import { setTimeout as delay } from 'node:timers/promises';
import { readProcessTable, type TableEntry } from './process-table.ts';

/** What the processes of one guarded command have in common. */
export interface ProcessTree {
  /** The guard: leader of the session and of the process group in which the command was started. */
  guardPid: number;
  /** The id that their environments bear. */
  runId: string;
}

export interface Grace {
  /** Time in ms between SIGTERM and SIGKILL; 0 = no SIGTERM at all. */
  graceMs: number;
  /** Ends the grace early. */
  hurry?: AbortSignal;
}

const LOOK_EVERY_MS = 50;
const LOOK_AGAIN_AFTER_KILL_MS = 10;
const KILL_WITHIN_MS = 5_000;

/**
 * Ends the tree: SIGTERM to each process, and after the grace SIGKILL to what is left. Returns the pids that even
 * SIGKILL did not end within 5 s (a process inside an uninterruptible system call, or another user's).
 */
export async function endTree(tree: ProcessTree, { graceMs, hurry }: Grace): Promise<number[]> {
  const killAtMs = performance.now() + graceMs;
  const isGraceOver = (): boolean => hurry?.aborted === true || performance.now() >= killAtMs;
  if (!isGraceOver()) askToEnd(tree);
  while (!isGraceOver()) {
    if (membersOf(tree).length === 0) return [];
    await delay(LOOK_EVERY_MS);
  }
  return killAll(tree);
}

/** The processes of the tree, the guard itself and this process excepted. */
export function membersOf(tree: ProcessTree): TableEntry[] {
  const others = readProcessTable(tree.runId).filter(({ pid }) => pid !== tree.guardPid && pid !== process.pid);
  const pids = new Set([tree.guardPid]);
  // A daemon has lost its parents but keeps its group and session or, when it left these too, its environment. Whatever
  // is a child of a member, or in a group or session that one leads, is a member.
  const belongs = ({ pid, parentPid, groupId, sessionId, isMarked }: TableEntry): boolean =>
    !pids.has(pid) && (isMarked || [parentPid, groupId, sessionId].some((leader) => pids.has(leader)));
  for (let found = others.filter(belongs); found.length > 0; found = others.filter(belongs)) {
    for (const { pid } of found) pids.add(pid);
  }
  return others.filter(({ pid }) => pids.has(pid));
}

/** Once only: a clean-up that a process starts when it is asked to end must not be asked itself. */
function askToEnd(tree: ProcessTree): void {
  const members = membersOf(tree);
  const isInGroup = ({ groupId }: TableEntry): boolean => groupId === tree.guardPid;
  // The group in one call, so that no child is missed that is being forked; the guard in it ignores the signal.
  if (members.some(isInGroup)) send(-tree.guardPid, 'SIGTERM');
  for (const entry of members.filter((entry) => !isInGroup(entry))) send(entry.pid, 'SIGTERM');
  // A stopped process hears the SIGTERM only when it runs again.
  for (const { pid } of members) send(pid, 'SIGCONT');
}

/** Again and again, since a process may fork between the look and the signal. */
async function killAll(tree: ProcessTree): Promise<number[]> {
  const giveUpAtMs = performance.now() + KILL_WITHIN_MS;
  for (;;) {
    const pids = membersOf(tree).map(({ pid }) => pid);
    if (pids.length === 0 || performance.now() > giveUpAtMs) return pids;
    for (const pid of pids) send(pid, 'SIGKILL');
    await delay(LOOK_AGAIN_AFTER_KILL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime, or is another user's: the next look tells.
  }
}
