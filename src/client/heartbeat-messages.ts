/** What the program and its heartbeat thread tell each other. */

import type { Fence, ProcessId } from '../../queues/values.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import type { ClockSample, Moment } from './redis-clock.ts';

/** A lease as the thread keeps it alive. */
export interface KeptLease {
  issue: number;
  fence: Fence;
  taskType: string;
  priority: string;
}

/** How the thread starts. */
export interface HeartbeatOptions {
  redisUrl: string;
  project: string;
  everyMs: number;
  /** Time without a checkpoint after which a watched lease counts as stuck; 0 = never. */
  progressDeadlineMs: number;
  record: ProcessRecord;
}

export type ToThread =
  | { type: 'keep'; lease: KeptLease }
  | { type: 'drop'; issue: number; fence: Fence }
  | { type: 'checkpoint'; issue: number; fence: Fence; json: string }
  /** From now on the lease's holder is expected to leave checkpoints. */
  | { type: 'watch'; issue: number; fence: Fence }
  /** The process got a new id; nothing of the old one is kept. */
  | { type: 'become'; record: ProcessRecord }
  | { type: 'stop' };

export type FromThread =
  /** A beat was accepted. */
  | {
      type: 'beat';
      started: Moment;
      clock: ClockSample;
      renewed: { issue: number; fence: Fence }[];
      /** Held by this process in Redis, named by nobody here: they run out by themselves. */
      unlisted: number[];
    }
  | { type: 'lost'; issue: number; fence: Fence; reason: string }
  /** A watched lease has had no checkpoint for too long; told once for each stretch. */
  | { type: 'stuck'; issue: number }
  /** Redis says that this id is dead or over. */
  | { type: 'ended'; processId: ProcessId }
  /** Beats fail for this reason; told once for each until a beat comes through. */
  | { type: 'fault'; message: string }
  | { type: 'resumed' };
