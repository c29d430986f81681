/** Fences: the numbers of leases, which only rise. */

import type { World } from './world.ts';

/** A fence from further ahead than this is no fence of this project. */
const CLOCK_ERROR_US = 5_000_000n;

const timeUs = ({ nowMs }: World): bigint => BigInt(nowMs) * 1_000n;

/** Above every earlier one, and at least the time in microseconds. */
export function drawFence(world: World): bigint {
  const next = world.highestFence + 1n;
  world.highestFence = next > timeUs(world) ? next : timeUs(world);
  return world.highestFence;
}

/** A fence that Redis would know, had it not lost it. */
export function isAhead(world: World, presented: bigint, stored = 0n): boolean {
  return presented > stored && presented <= timeUs(world) + CLOCK_ERROR_US;
}
