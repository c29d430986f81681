/** Looks at one process by its pid: when it started, and whether it runs, is stopped or has ended. */

import { readFile, readlink } from 'node:fs/promises';
import { parseProcessStat } from './process-stat.ts';
import { runTool } from './run-tool.ts';

export interface ProcessLook {
  /** When it started, in the words of this machine's kernel: to be compared, not to be read. */
  startTime: string;
  life: 'running' | 'stopped' | 'ended';
}

const LOOKS: Partial<Record<NodeJS.Platform, (pid: number) => Promise<ProcessLook | undefined>>> = {
  linux: lookInProc,
  darwin: lookWithPs,
};

/** What can be seen of the process; undefined when there is none or when it can't be seen. */
export async function lookAtProcess(pid: number): Promise<ProcessLook | undefined> {
  try {
    return await LOOKS[process.platform]?.(pid);
  } catch {
    return undefined;
  }
}

async function lookInProc(pid: number): Promise<ProcessLook | undefined> {
  const isOwn = pid === process.pid;
  if (!isOwn && !(await procShowsOwnPids())) return undefined;
  const stat = parseProcessStat(await readFile(`/proc/${isOwn ? 'self' : pid}/stat`, 'utf8'));
  return stat && { startTime: stat.startTime, life: lifeOf(stat.state) };
}

/** A new pid namespace may still see the `/proc` of the old one, in which our pids are those of strangers. */
async function procShowsOwnPids(): Promise<boolean> {
  return (await readlink('/proc/self')) === String(process.pid);
}

async function lookWithPs(pid: number): Promise<ProcessLook | undefined> {
  const line = await runTool('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [state, ...date] = line.trim().split(/\s+/);
  if (state === undefined || date.length === 0) return undefined;
  return { startTime: date.join(' '), life: lifeOf(state) };
}

function lifeOf(state: string): ProcessLook['life'] {
  if (/^[ZXx]/.test(state)) return 'ended';
  return /^[Tt]/.test(state) ? 'stopped' : 'running';
}
