/** Ours: the beat that the client's heartbeat thread sends, with all leases of its process in it. */

import { Redis } from 'ioredis';
import { projectStore } from '../../src/redis/project-store.ts';
import { heartbeat, MOST_LEASES_PER_BEAT } from '../../src/transitions/heartbeat.ts';
import type { OpenBeats } from '../beats.ts';
import { fenceOf, processIdAt } from '../raw-leases.ts';

export const openMirinBeats: OpenBeats = async ({
  redisUrl,
  project,
  holders,
  processes,
  leasesEach,
  first,
  ttlMs,
}) => {
  const store = projectStore(new Redis(redisUrl, { maxRetriesPerRequest: null }), project);
  const sample = { rssBytes: 60_000_000, cpuPercent: 1, acknowledged: [] };
  return async (at) => {
    const issues = issuesOf(at, { first, processes, leasesEach });
    for (let from = 0; from < issues.length; from += MOST_LEASES_PER_BEAT) {
      const leases = issues.slice(from, from + MOST_LEASES_PER_BEAT).map((issue) => ({ issue, fence: fenceOf(issue) }));
      const reply = await heartbeat(store, { processId: processIdAt(holders, at), ttlMs, leases, ...sample });
      const isWhole = reply.process === 'alive' && reply.verdicts.every((verdict) => verdict === 'renewed');
      if (!isWhole) throw new Error(`the process at ${at} lost a lease: ${JSON.stringify(reply)}`);
    }
  };
};

/** Those of all issues from `first` on whose number leaves this remainder. */
function issuesOf(
  at: number,
  { first, processes, leasesEach }: { first: number; processes: number; leasesEach: number },
): number[] {
  const lowest = first + ((at - (first % processes) + processes) % processes);
  return Array.from({ length: leasesEach }, (_, place) => lowest + place * processes);
}
