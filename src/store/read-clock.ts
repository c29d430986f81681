/** Reads what Mirin has noted of Redis's own clock: its last tick, and the gaps in which nobody could be heard. */

import { type ClockGap, gapsIn } from '../clock-gap.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { HashFields } from './hash-fields.ts';
import { readTogether } from './read-together.ts';

export interface ClockRecord {
  /** When a transition or a worker last told the time; left out before the first. */
  lastTickMs?: number;
  /** The gaps that still shield leases, oldest first. */
  gaps: ClockGap[];
}

export async function readClock(store: ProjectStore): Promise<ClockRecord> {
  const key = store.keys.own.clock;
  const [hash] = await readTogether(store, [['hgetall', key]], 'reading the clock');
  const fields = new HashFields(key, hash as Record<string, string>);
  const lastTickMs = fields.count('tick');
  return { ...(lastTickMs !== undefined && { lastTickMs }), gaps: gapsIn(fields.text('gaps') ?? '') };
}
