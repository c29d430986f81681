/** Cooling: why a workable issue is not granted just now. */

import type { CheckoutOutcome } from '../../../queues/outcomes.ts';
import type { LeaseRules } from '../../../src/transitions/lease-rules.ts';
import { heldBy, type Issue, type World } from './world.ts';

const LOOK_AGAIN_MS = 5_000;

type Cooling = Extract<CheckoutOutcome, { outcome: 'cooling-down' }>;

/** Undefined: nothing speaks against a grant to this process. */
export function coolingOf(world: World, issue: Issue, processId: string, rules: LeaseRules): Cooling | undefined {
  return afterRestart(world, rules) ?? afterCrash(world, issue) ?? untilAlone(world, issue, processId);
}

const cooling = (reason: Cooling['reason'], untilMs: number): Cooling => ({
  outcome: 'cooling-down',
  untilMs,
  reason,
});

/** Holders first show with a beat what another run of Redis may have lost. */
function afterRestart({ clock, nowMs }: World, { restartWaitMs }: LeaseRules): Cooling | undefined {
  const untilMs = (clock.restartedMs ?? -Infinity) + restartWaitMs;
  return nowMs < untilMs ? cooling('redis-restarted', untilMs) : undefined;
}

/** The lock-delay; one that was set before the clock stepped back counts no more. */
function afterCrash({ nowMs }: World, { work, previous }: Issue): Cooling | undefined {
  const { coolUntilMs = 0 } = work;
  const wasSetBack = (previous?.endedMs ?? 0) > nowMs;
  return nowMs < coolUntilMs && !wasSetBack ? cooling('lock-delay', coolUntilMs) : undefined;
}

/** An issue that may have killed its holder is held beside no other, whichever comes first. */
function untilAlone(world: World, issue: Issue, processId: string): Cooling | undefined {
  const held = heldBy(world, processId);
  const isAlone = issue.mustRunAlone || world.participants.get(processId)?.aloneWith !== undefined;
  return held.length > 0 && isAlone ? cooling('must-run-alone', world.nowMs + LOOK_AGAIN_MS) : undefined;
}
