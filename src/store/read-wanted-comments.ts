/** Reads the repairs of an issue that a comment is still to tell of. */

import { z } from 'zod';
import { type Fence, fenceSchema } from '../../queues/values.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';

const timeMs = z.string().regex(/^\d+$/).transform(Number);

/** What `repair.lua` keeps of a repair. */
const repairFactsSchema = z.object({
  processId: z.string(),
  pid: z.string(),
  host: z.string(),
  /** When the lease was granted. */
  sinceMs: timeMs,
  /** Absent where the holder gave no heartbeats. */
  lastHeartbeatMs: timeMs.optional(),
  /** How the lease ended. */
  ended: z.enum(['dead', 'hung', 'expired', 'dropped']),
  to: z.enum(['pending', 'quarantined']),
  /** Deaths of its holders that count, this one included. */
  orphanings: timeMs,
  repairedAtMs: timeMs,
});

/** What happened, as the comment tells it. */
export type RepairFacts = z.output<typeof repairFactsSchema>;

export interface WantedComment {
  issue: number;
  /** Of the lease that was repaired; each is repaired once. */
  fence: Fence;
  /** undefined where it can't be read: somebody else wrote into Mirin's keys. */
  facts: RepairFacts | undefined;
}

/** Oldest first. */
export async function readWantedComments({ redis, keys }: ProjectStore, issue: number): Promise<WantedComment[]> {
  const fields = await redis.hgetall(keys.issue(issue).comments).catch((error: unknown) => {
    throw toRedisFault(error, 'reading wanted comments');
  });
  return Object.entries(fields)
    .flatMap(([name, text]): WantedComment[] => {
      const fence = fenceSchema.safeParse(name);
      return fence.success ? [{ issue, fence: fence.data, facts: factsIn(text) }] : [];
    })
    .toSorted((one, other) => Number(BigInt(one.fence) - BigInt(other.fence)));
}

function factsIn(text: string): RepairFacts | undefined {
  try {
    return repairFactsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
