/** Names the machine on which a pid means something: one boot of one kernel, and one pid namespace of it. */

import { readFile, stat } from 'node:fs/promises';
import { runTool } from './run-tool.ts';

const IDENTITY_SOURCES: Partial<Record<NodeJS.Platform, () => Promise<string>>> = {
  linux: bootAndPidNamespace,
  darwin: () => runTool('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']),
};

/**
 * The id of this machine, of letters, digits and `-`; the same for every process that shares its pids, another one
 * after each boot and in each container. Empty where it can't be told: then no pid may be judged from elsewhere.
 */
export async function machineId(): Promise<string> {
  try {
    const id = await IDENTITY_SOURCES[process.platform]?.();
    return id?.trim().replaceAll(/[^A-Za-z0-9-]/g, '') ?? '';
  } catch {
    return '';
  }
}

async function bootAndPidNamespace(): Promise<string> {
  const [bootId, pidNamespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    stat('/proc/self/ns/pid'),
  ]);
  return `${bootId}-${pidNamespace.ino}`;
}
