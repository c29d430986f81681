/** The checker: a recorded history in, every broken promise out. It asks nobody and changes nothing. */

import { checkBeats } from './checks/beats.ts';
import { checkCounts, checkLiving } from './checks/deaths.ts';
import { checkEffects } from './checks/effects.ts';
import { checkFaults } from './checks/faults.ts';
import { checkOrphans } from './checks/orphans.ts';
import { checkAnswered, checkOutcomes } from './checks/outcomes.ts';
import { checkIndexes, checkKeys, checkState } from './checks/state.ts';
import type { History } from './history.ts';
import { followLeases } from './lease-lives.ts';
import type { Violation } from './violation.ts';

export function checkHistory(history: History): Violation[] {
  const { leases, violations } = followLeases(history.events);
  return [
    ...violations,
    ...checkBeats(history, leases),
    ...checkOutcomes(history),
    ...checkEffects(history),
    ...checkAnswered(history),
    ...checkLiving(history, leases),
    ...checkCounts(history),
    ...checkOrphans(history, leases),
    ...checkState(history),
    ...checkIndexes(history),
    ...checkKeys(history),
    ...checkFaults(history),
  ];
}
