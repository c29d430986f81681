/** Follows the leases of a history through its events, and tells where one began, changed or ended that could not. */

import type { EventRecord } from '../../src/store/event-record.ts';
import type { Violation } from './violation.ts';

/** One lease from its grant to whatever ended it. */
export interface LeaseLife {
  readonly issue: number;
  readonly fence: string;
  readonly processId: string;
  readonly began: EventRecord;
  /** Undefined where it is current in the end. */
  ended?: EventRecord;
}

const BEGINNINGS: ReadonlySet<string> = new Set(['checkout.granted', 'task.claimed', 'lease.restored']);
const ENDS: ReadonlySet<string> = new Set([
  'checkin.committed',
  'checkout.abandoned',
  'orphan.repaired',
  'issue.released',
]);

/** All leases in the order in which they began, and what was wrong with them. */
export function followLeases(events: readonly EventRecord[]): { leases: LeaseLife[]; violations: Violation[] } {
  const leases: LeaseLife[] = [];
  const violations: Violation[] = [];
  const current = new Map<number, LeaseLife>();
  let highest = 0n;
  for (const event of events) {
    const { type, issue = 0 } = event;
    const before = current.get(issue);
    if (BEGINNINGS.has(type)) {
      violations.push(...faultsOfBeginning(event, before, leases, highest));
      if (before !== undefined) before.ended = event;
      const lease: LeaseLife = { issue, fence: event.fence ?? '', processId: event.processId ?? '', began: event };
      leases.push(lease);
      current.set(issue, lease);
      highest = higher(highest, BigInt(lease.fence));
    } else if (ENDS.has(type) || type === 'checkout.adopted') {
      if (!isOf(event, before)) violations.push(stale(event, before));
      if (type === 'checkout.adopted') continue;
      if (before !== undefined) before.ended = event;
      current.delete(issue);
    }
  }
  return { leases, violations };
}

function faultsOfBeginning(
  event: EventRecord,
  before: LeaseLife | undefined,
  leases: readonly LeaseLife[],
  highest: bigint,
): Violation[] {
  const { issue, fence = '0', id, type } = event;
  const faults: Violation[] = [];
  if (before !== undefined) {
    const what = `${type} while the lease ${before.fence} of ${before.processId} was current`;
    faults.push({ invariant: 'one-lease', what, issue, fence, events: [before.began.id, id] });
  }
  if (type === 'lease.restored') {
    const former = leases.find((lease) => lease.fence === fence && lease.issue === issue);
    if (former !== undefined && former !== before) {
      faults.push({ invariant: 'current-only', what: 'a lease that had ended came back', issue, fence, events: [id] });
    }
  } else if (BigInt(fence) <= highest) {
    faults.push({
      invariant: 'rising-fences',
      what: `${type} under ${fence} after ${highest}`,
      issue,
      fence,
      events: [id],
    });
  }
  return faults;
}

const isOf = ({ fence, processId }: EventRecord, lease: LeaseLife | undefined): boolean =>
  lease !== undefined && lease.fence === fence && lease.processId === processId;

function stale({ type, issue, fence, id }: EventRecord, current: LeaseLife | undefined): Violation {
  const what = `${type} under a lease that was not current; current was ${current?.fence ?? 'none'}`;
  return { invariant: 'current-only', what, issue, fence, events: [id] };
}

const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
