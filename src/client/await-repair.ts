/** Asks for an orphan's repair and waits for what its job decides. */

import { Job } from '../redis/bullmq.ts';
import { z } from 'zod';
import { addOrphanRepair, type FollowUpTarget, type OrphanToRepair } from '../enqueue/follow-ups.ts';
import { toRedisFault } from '../redis/faults.ts';
import { Deadline, pause } from './deadline.ts';

const LOOK_EVERY_MS = 100;

/** What a worker leaves in the job as its return value; more than this is for people. */
const decisionSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('repaired'),
    to: z.enum(['pending', 'quarantined']),
    cause: z.string(),
    isCounted: z.boolean(),
  }),
  z.object({ outcome: z.literal('alive'), untilMs: z.number() }),
  z.object({ outcome: z.literal('changed') }),
]);

export type RepairDecision =
  | z.infer<typeof decisionSchema>
  /** The job gave up. */
  | { outcome: 'failed'; reason: string }
  /** No worker has decided in time; the job goes on waiting. */
  | { outcome: 'waiting' };

/** Whatever is decided is decided by the worker, anew: a living holder keeps its issue. */
export async function awaitRepair(
  target: Pick<FollowUpTarget, 'store' | 'shared'>,
  orphan: OrphanToRepair,
  timeoutMs: number,
): Promise<RepairDecision> {
  const deadline = new Deadline(timeoutMs);
  try {
    const jobId = await addOrphanRepair(target, orphan);
    while (!deadline.isOver) {
      await pause(Math.min(LOOK_EVERY_MS, deadline.leftMs));
      const job = await Job.fromId(target.shared.orphans, jobId);
      if (job?.finishedOn !== undefined) return decisionOf(job);
    }
    return { outcome: 'waiting' };
  } catch (error) {
    throw toRedisFault(error, `the repair of #${orphan.issue}`);
  }
}

function decisionOf({ returnvalue, failedReason }: Job): RepairDecision {
  const decision = decisionSchema.safeParse(returnvalue);
  return decision.success ? decision.data : { outcome: 'failed', reason: failedReason ?? 'it left no decision' };
}
