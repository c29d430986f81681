/** Label marks: when the labels of an issue may be taken for right. */

import type { LabelCloseOutcome, LabelPass } from '../../../src/transitions/label-close.ts';
import { tick } from './gaps.ts';
import { issueOf, type Issue, type World } from './world.ts';

const STALE_MS = 60_000;
/** Time in which a write that got no answer may still land. */
const LANDING_MS = 60_000;

/** Whatever may have written or misread labels leaves its trace here. */
const disturb = (issue: Issue): void => {
  issue.labelEpoch = (issue.labelEpoch ?? 0) + 1;
};

/** Somebody has reason to think that the labels are wrong. */
export function markDirty(world: World, number: number): void {
  tick(world);
  disturb(issueOf(world, number));
  if (!world.dirtySinceMs.has(number)) world.dirtySinceMs.set(number, world.nowMs);
}

/** A pass is about to write, by what it read a while ago. */
export function openPass(world: World, number: number, passId: string): void {
  markDirty(world, number);
  world.openPasses.set(`${number}:${passId}`, world.nowMs);
}

/** The mark goes only if the state is still the one that was read, and nobody else can have written meanwhile. */
export function closePass(world: World, number: number, pass: LabelPass): LabelCloseOutcome {
  tick(world);
  const issue = issueOf(world, number);
  const wasDisturbed = (issue.labelEpoch ?? 0) !== Number(pass.epoch) + (pass.wasOpened ? 1 : 0);
  if (pass.wasOpened) {
    disturb(issue);
    world.openPasses.delete(`${number}:${pass.passId}`);
  }
  const others = [...world.openPasses].filter(([name]) => name.startsWith(`${number}:`));
  forgetStale(world, others);
  const isFromTheFuture = (issue.labelUnansweredMs ?? 0) > world.nowMs;
  if (pass.isAmbiguous || isFromTheFuture) issue.labelUnansweredMs = world.nowMs;
  const mayLand = issue.labelUnansweredMs !== undefined && world.nowMs < issue.labelUnansweredMs + LANDING_MS;
  if (String(issue.version) !== pass.version) return 'moved-on';
  if (wasDisturbed || others.length > 0 || mayLand || pass.isBrokenOff) return 'again-later';
  if (issue.work.status !== undefined) issue.labelsShowVersion = issue.version;
  delete issue.labelUnansweredMs;
  world.dirtySinceMs.delete(number);
  return 'clean';
}

/** A pass that stopped in the middle is forgotten once another has come to its end, a minute later or before its time. */
function forgetStale({ openPasses, nowMs }: World, passes: readonly [string, number][]): void {
  for (const [name, sinceMs] of passes) if (sinceMs < nowMs - STALE_MS || sinceMs > nowMs) openPasses.delete(name);
}
