/** The settings of the demo: everything that takes minutes in earnest takes seconds here. */

import { loadSettings } from '../../src/configuration/load-settings.ts';
import type { Settings } from '../../src/configuration/settings.ts';

/** The demo's repository; it exists in the simulator only. */
export const DEMO_PROJECT = 'demo/fleet';

export const DEMO_TIMES = {
  heartbeatTtlMs: 10_000,
  heartbeatEveryMs: 3_000,
  leaseMarginMs: 1_500,
  scanEveryMs: 1_000,
  probeEveryMs: 1_000,
  hungGraceMs: 3_000,
  lockDelayMs: 1_000,
  requestTimeoutMs: 10_000,
} as const;

/** Time after its death by which an issue must be repaired where a worker runs on the machine (docs/guarantees.md). */
export const DEAD_BOUND_MS = DEMO_TIMES.probeEveryMs + 5_000;
/** The same for a holder that is stopped but lives: TTL, hung grace, scan, and the slack of the contract. */
export const HUNG_BOUND_MS =
  DEMO_TIMES.heartbeatTtlMs + DEMO_TIMES.hungGraceMs + DEMO_TIMES.scanEveryMs + DEMO_TIMES.probeEveryMs + 10_000;

/** Settings for the demo: the user's place for files and board, the demo's own project, Redis, GitHub and times. */
export function demoSettings(user: Settings, demo: { redisUrl: string; apiUrl: string; token: string }): Settings {
  const flags = {
    ...DEMO_TIMES,
    projects: DEMO_PROJECT,
    redisUrl: demo.redisUrl,
    githubApiUrl: demo.apiUrl,
    githubToken: demo.token,
    // The simulator has no limits, and its fleet hurries: at GitHub's one write a second its labels would fall behind.
    githubWriteGapMs: 0,
    dataDir: user.dataDir,
    logLevel: user.logLevel,
  };
  const { settings } = loadSettings({ flags, env: {}, cwd: user.dataDir });
  const { boardHost, boardPort, boardUser, boardPassword, boardReadOnly } = user;
  return { ...settings, boardHost, boardPort, boardUser, boardPassword, boardReadOnly };
}
