/** Says whether this test run may make namespaces of its own, which takes root on Linux. */

import { spawnSync } from 'node:child_process';

/** Whether `unshare` may start a process in a new pid namespace; tests that need one are skipped otherwise. */
export function canUnshare(): boolean {
  return spawnSync('unshare', ['--mount', '--fork', '--pid', 'true']).status === 0;
}
