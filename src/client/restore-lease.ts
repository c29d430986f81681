/** Asks for a lease back that Redis has forgotten. */

import type { ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { restoreLock } from '../transitions/lock-restore.ts';
import { restore } from '../transitions/restore.ts';
import type { KeptLease } from './heartbeat-messages.ts';

/** Whether the process has it again; otherwise it is lost for good. */
export async function restoreLease(
  store: ProjectStore,
  lease: KeptLease,
  holder: { processId: ProcessId; ttlMs: number },
): Promise<boolean> {
  const lost = { ...lease, ...holder };
  const deadlineMs = 'lock' in lost ? await restoreLock(store, lost) : await restore(store, lost);
  return deadlineMs !== undefined;
}
