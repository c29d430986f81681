/** Lists the living processes of this machine, with what tells to which guarded command they belong. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parseProcessStat } from '../../src/machine/process-stat.ts';
import { bearsMark } from './run-id.ts';

export interface TableEntry {
  pid: number;
  parentPid: number;
  groupId: number;
  /** 0 where the system does not tell it. */
  sessionId: number;
  /** Whether its environment bears the mark of the run that was asked for. */
  isMarked: boolean;
}

/** All living processes that can be seen, read at once: what is decided by it must be done before anything else runs. */
export function readProcessTable(runId: string): TableEntry[] {
  return process.platform === 'linux' ? readProc(runId) : readPs(runId);
}

function readProc(runId: string): TableEntry[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid): TableEntry[] => {
    const stat = parseProcessStat(readOrEmpty(`/proc/${pid}/stat`));
    if (stat === undefined || /[ZXx]/.test(stat.state)) return [];
    return [{ ...stat, isMarked: bearsMark(readOrEmpty(`/proc/${pid}/environ`), runId) }];
  });
}

/** Processes end while we read, and others' environments are none of our business. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** BSD's `ps` (macOS): `-E` adds the environment to the command. */
function readPs(runId: string): TableEntry[] {
  const args = ['-axEww', '-o', 'pid=,ppid=,pgid=,stat=,command='];
  const text = execFileSync('/bin/ps', args, { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 });
  return text.split('\n').flatMap((line): TableEntry[] => {
    const [pid, parentPid, groupId, state = 'Z'] = line.trim().split(/\s+/, 4);
    if (state.startsWith('Z')) return [];
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        groupId: Number(groupId),
        sessionId: 0,
        isMarked: bearsMark(line, runId),
      },
    ];
  });
}
