/** The record of a process of this very program, as a test that beats for it needs it. */

import type { ProcessId } from '../../queues/values.ts';
import type { ProcessRecord } from '../../src/transitions/register-process.ts';

/** Beats, on no known machine: nobody looks after its pid. */
export const thisProcess = (processId: string, ttlMs: number): ProcessRecord => ({
  processId: processId as ProcessId,
  name: 'bot',
  liveness: 'beat',
  kind: 'program',
  pid: process.pid,
  pidStarted: '',
  machineId: '',
  host: 'here',
  tmuxSession: '',
  version: '0',
  ttlMs,
});
