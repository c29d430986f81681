/** Has a list of orphans repaired, some at a time, and words what became of each. */

import type { ClientContext } from '../src/client/client-context.ts';
import { awaitRepair, type RepairDecision } from '../src/client/await-repair.ts';
import type { OrphanRecord } from '../src/store/list-orphans.ts';
import { when } from './times.ts';

const AT_ONCE = 20;

export type OrphanRepair = RepairDecision & { issue: number; holder: string };

/** Each lot is waited for as long as a request; after one that no worker cared about the rest is not waited for. */
export async function repairAll(
  client: ClientContext,
  orphans: readonly OrphanRecord[],
  onProgress: (done: number) => void,
): Promise<OrphanRepair[]> {
  const repairs: OrphanRepair[] = [];
  let limitMs = client.settings.requestTimeoutMs;
  for (let start = 0; start < orphans.length; start += AT_ONCE) {
    const lot = orphans.slice(start, start + AT_ONCE);
    const decided = await Promise.all(lot.map((orphan) => repairOne(client, orphan, limitMs)));
    repairs.push(...decided);
    if (decided.every(({ outcome }) => outcome === 'waiting')) limitMs = 0;
    onProgress(repairs.length);
  }
  return repairs;
}

async function repairOne(client: ClientContext, orphan: OrphanRecord, limitMs: number): Promise<OrphanRepair> {
  const { issue, holder, fence, deadlineMs, cause } = orphan;
  const decision = await awaitRepair(client, { issue, holder, fence, deadlineMs, cause }, limitMs);
  return { issue, holder, ...decision };
}

/** What became of it, as the rest of a sentence that begins with the issue. */
export function repairWords(repair: OrphanRepair): string {
  switch (repair.outcome) {
    case 'repaired':
      return `is ${repair.to} again: ${repair.holder} ${repair.isCounted ? 'died of it' : 'is gone'} (${repair.cause})`;
    case 'alive':
      return repair.untilMs === 0
        ? `was renewed by ${repair.holder}, which lives`
        : `is left to ${repair.holder} until ${when(repair.untilMs)}: it may still live`;
    case 'changed':
      return 'has been dealt with by somebody else';
    case 'failed':
      return `could not be repaired: ${repair.reason}`;
    case 'waiting':
      return 'waits: no worker has looked at it yet (mirin doctor)';
  }
}
