/** Defaults that follow from another setting: a shorter or longer lease brings its own heartbeat and margin. */

import { settingsSchema, type Settings } from './settings.ts';

type Times = Pick<Settings, 'heartbeatEveryMs' | 'leaseMarginMs' | 'progressDeadlineMs'>;

const DEFAULTS = settingsSchema.parse({});
const MARGIN_SHARE = DEFAULTS.leaseMarginMs / DEFAULTS.heartbeatTtlMs;

/**
 * The times that fit a lease of `heartbeatTtlMs`: a beat each third of it; the default margin, in proportion where the
 * lease is shorter than the default's; and for progress the default, or two beats where these take longer.
 */
export function derivedTimes(heartbeatTtlMs: number, heartbeatEveryMs = Math.floor(heartbeatTtlMs / 3)): Times {
  return {
    heartbeatEveryMs,
    leaseMarginMs: Math.min(DEFAULTS.leaseMarginMs, Math.floor(heartbeatTtlMs * MARGIN_SHARE)),
    progressDeadlineMs: Math.max(DEFAULTS.progressDeadlineMs, 2 * heartbeatEveryMs),
  };
}
