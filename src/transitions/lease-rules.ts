/** The settings by which leases are given and orphans are judged. */

import type { Settings } from '../configuration/settings.ts';

export interface LeaseRules {
  lockDelayMs: number;
  hungGraceMs: number;
  /** Time after a deadline in which the holder's own machine can say whether its process lives. */
  probeGraceMs: number;
  maxOrphanings: number;
  orphaningWindowMs: number;
  /** Pause of all grants after another run of Redis, so that holders can restore what it lost. */
  restartWaitMs: number;
}

export const leaseRules = (settings: Settings): LeaseRules => ({
  lockDelayMs: settings.lockDelayMs,
  hungGraceMs: settings.hungGraceMs,
  probeGraceMs: settings.probeEveryMs * 2,
  maxOrphanings: settings.maxOrphanings,
  orphaningWindowMs: settings.orphaningWindowMs,
  restartWaitMs: Math.ceil(settings.heartbeatEveryMs * 1.5),
});
