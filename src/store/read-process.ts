/** Reads what Mirin knows of processes, each as it stood at one moment. */

import { type ProcessId, processIdSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { HashFields } from './hash-fields.ts';
import { processInfo, type ProcessInfo } from './process-record.ts';
import { type Read, readTogether } from './read-together.ts';
import { redisTimeMs } from './redis-time.ts';

/** Issues and locks that are named of each process. */
const MOST_HELD = 500;

/** One process; null when Mirin does not know it, or not any more. @throws MirinError `MIRIN_STATE_CORRUPT` */
export async function getProcess(store: ProjectStore, processId: string): Promise<ProcessInfo | null> {
  const [process] = await readProcesses(store, [parseRequest(processIdSchema, processId, 'processId')]);
  return process ?? null;
}

/** Several processes in their order, in one round trip; undefined for those that are not known. */
export async function readProcesses(
  store: ProjectStore,
  processIds: readonly ProcessId[],
): Promise<(ProcessInfo | undefined)[]> {
  const nowMs = await redisTimeMs(store);
  const reads = processIds.flatMap((processId) => readsOf(store, processId));
  const replies = await readTogether(store, reads, 'reading processes');
  return processIds.map((processId, index) => {
    const [hash, issueCount, issues, locks] = replies.slice(index * 4, index * 4 + 4);
    const fields = new HashFields(store.keys.process(processId).process, hash as Record<string, string>);
    const rising = (issues as string[]).map(Number).toSorted((a, b) => a - b);
    return processInfo(processId, fields, {
      issues: rising,
      issueCount: Number(issueCount),
      locks: (locks as string[]).toSorted(),
      nowMs,
    });
  });
}

function readsOf({ keys }: ProjectStore, processId: string): Read[] {
  const names = keys.process(processId);
  return [
    ['hgetall', names.process],
    ['scard', names.process_issues],
    // The one bounded read that gets all members of a set when there are not too many.
    ['srandmember', names.process_issues, MOST_HELD],
    ['srandmember', names.process_locks, MOST_HELD],
  ];
}
