/** Finds out whether a process of this machine still lives; in doubt it says that it does not know. */

import { lookAtProcess } from './process-look.ts';

export interface RecordedProcess {
  pid: number;
  /** As {@link processStartTime} told it when the process was recorded; empty when it could not. */
  startTime: string;
}

export type PidProbe =
  /** It runs, or is stopped (SIGSTOP, a debugger): for reports, since a stopped process is no dead one. */
  | { state: 'alive'; isStopped: boolean }
  | { state: 'gone'; because: 'no such process' | 'ended, not yet reaped' | 'its pid belongs to another process' }
  /** A process has this pid, but nothing more can be seen of it (`hidepid`, another `/proc`). */
  | { state: 'unknown' };

/** Probes a process that was recorded on this very machine ({@link machineId}); elsewhere its pid means nothing. */
export async function probePid(recorded: RecordedProcess): Promise<PidProbe> {
  if (!pidExists(recorded.pid)) return { state: 'gone', because: 'no such process' };
  const look = await lookAtProcess(recorded.pid);
  if (look === undefined) {
    // It may have ended between the two looks; otherwise it is hidden from us.
    return pidExists(recorded.pid) ? { state: 'unknown' } : { state: 'gone', because: 'no such process' };
  }
  if (look.life === 'ended') return { state: 'gone', because: 'ended, not yet reaped' };
  if (recorded.startTime === '') return { state: 'unknown' };
  if (look.startTime !== recorded.startTime) return { state: 'gone', because: 'its pid belongs to another process' };
  return { state: 'alive', isStopped: look.life === 'stopped' };
}

function pidExists(pid: number): boolean {
  try {
    // Signal 0 only asks. EPERM says that there is a process, of another user.
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
