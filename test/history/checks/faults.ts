/** Checks that clients met no error but those that away, stopped or dead servers explain. */

import type { History } from '../history.ts';
import type { Violation } from '../violation.ts';

const EXPLAINED: ReadonlySet<string> = new Set([
  'MIRIN_TIMED_OUT',
  'MIRIN_REDIS_UNAVAILABLE',
  'MIRIN_LEASE_LOST',
  'MIRIN_CLOSED',
  'unconfirmed',
]);

export const checkFaults = ({ calls }: History): Violation[] =>
  calls.flatMap(({ end, deed, processId, issue }): Violation[] => {
    if (end.how !== 'gave-up' || EXPLAINED.has(end.code)) return [];
    return [{ invariant: 'known-faults', what: `${deed} of ${processId}: ${end.code} ${end.message}`, issue }];
  });
