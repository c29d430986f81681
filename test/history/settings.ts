/** The settings of a campaign: what takes minutes in earnest takes seconds here. */

import type { ClientSettings } from './crew.ts';
import type { Rules } from './history.ts';

export const SETTINGS: ClientSettings = {
  heartbeatTtlMs: 10_000,
  heartbeatEveryMs: 1_000,
  leaseMarginMs: 1_000,
  scanEveryMs: 2_000,
  probeEveryMs: 500,
  hungGraceMs: 1_000,
  maxOrphanings: 2,
  requestTimeoutMs: 8_000,
};

export const RULES: Rules = { ...SETTINGS, repairMs: 3_000 };

/** The project of the history with this seed. */
export const projectOf = (seed: number): string => `acme/history-${seed}`;

/** What names of that history's programs begin with. */
export const nameOf = (seed: number): string => `h${seed}-`;
