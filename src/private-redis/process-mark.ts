/** A mark of one process that no later process bears, though it may get the same pid. */

import { readFile, readlink } from 'node:fs/promises';

/** `pid@start@machine`: the start time and the machine tell a process from a later one with the same pid. */
export async function markOf(pid: number): Promise<string> {
  return [pid, await startOf(pid), await machineOf()].join('@');
}

/** Whether the process of this mark still runs on this machine; what is not known counts as running. */
export async function isRunning(mark: string): Promise<boolean> {
  const pid = Number(mark.split('@')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  return mark === (await markOf(pid)) && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time in ticks since boot, where the kernel tells it. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** The boot and the pid namespace within which a pid means something. */
async function machineOf(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()}${namespace.replaceAll(/\D/g, '-')}`;
}
