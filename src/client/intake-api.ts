/** How a client has a project looked through for work now, and waits for what came of it. */

import { Job } from '../redis/bullmq.ts';
import { z } from 'zod';
import { addIntakeSweep } from '../enqueue/follow-ups.ts';
import { wantWholeSweep } from '../intake/intake-record.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline, pause } from './deadline.ts';

const LOOK_EVERY_MS = 100;

const candidate = z.object({ issue: z.number(), comment: z.string().optional() });

/** What a worker leaves in the job as its return value. */
const reportSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('swept'),
    /** Issues and comments that were looked at; those of them that are candidates; why how many others are not. */
    listed: z.number(),
    noted: z.number(),
    left: z.record(z.string(), z.number()),
    taken: z.array(candidate.extend({ type: z.string(), priority: z.string() })),
    /** The first hundred. */
    notTaken: z.array(candidate.extend({ reason: z.string() })),
    /** As many tasks wait as may. */
    isFull: z.boolean(),
  }),
  /** The project takes no work by itself. */
  z.object({ outcome: z.literal('off') }),
  z.object({ outcome: z.enum(['waiting', 'interrupted', 'going-on']), reason: z.string().optional() }),
]);

export type IntakeReport =
  | z.output<typeof reportSchema>
  /** The job gave up. */
  | { outcome: 'failed'; reason: string };

const NOBODY: IntakeReport = { outcome: 'waiting', reason: 'no worker with a token serves the project (mirin doctor)' };

/** Looks at all issues anew; `waiting` where no worker was done with it in time, which then goes on. */
export async function runIntake(context: ClientContext, timeoutMs: number): Promise<IntakeReport> {
  const deadline = new Deadline(timeoutMs);
  try {
    const { redis, keys } = context.store;
    if ((await redis.exists(keys.own.labels_served)) === 0) return NOBODY;
    await wantWholeSweep(context.store);
    const jobId = await addIntakeSweep(context.target);
    while (!deadline.isOver) {
      await pause(Math.min(LOOK_EVERY_MS, deadline.leftMs));
      const job = await Job.fromId(context.target.shared.labels, jobId);
      if (job?.finishedOn !== undefined) return reportOf(job);
    }
    return { outcome: 'waiting', reason: 'no worker was done with it in time' };
  } catch (error) {
    throw toRedisFault(error, 'the intake');
  }
}

function reportOf({ returnvalue, failedReason }: Job): IntakeReport {
  const report = reportSchema.safeParse(returnvalue);
  return report.success ? report.data : { outcome: 'failed', reason: failedReason ?? 'it left no report' };
}
