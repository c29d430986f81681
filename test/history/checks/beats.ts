/** Checks that Redis took heartbeats for current leases only. */

import type { Beat, History } from '../history.ts';
import type { LeaseLife } from '../lease-lives.ts';
import type { Violation } from '../violation.ts';

/** The clock of Redis stands between the sending and the answer; at some moment in between the lease has to be current. */
export function checkBeats({ beats, clockErrorMs }: History, leases: readonly LeaseLife[]): Violation[] {
  const lives = new Map(leases.map((lease) => [`${lease.issue}:${lease.fence}`, lease]));
  const isStale = ({ issue, fence, processId, sentMs, ackedMs }: Beat): boolean => {
    const lease = lives.get(`${issue}:${fence}`);
    if (lease === undefined || lease.processId !== processId) return true;
    const hadBegun = lease.began.atMs <= ackedMs + clockErrorMs;
    return !hadBegun || (lease.ended !== undefined && lease.ended.atMs < sentMs - clockErrorMs);
  };
  return beats.filter(isStale).map(({ issue, fence, processId, sentMs }) => {
    const what = `a beat of ${processId}, sent at ${sentMs}, renewed a lease that was not current`;
    return { invariant: 'current-only', what, issue, fence };
  });
}
