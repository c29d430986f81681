/** What the program and its heartbeat thread tell each other. */

import type { Fence, ProcessId } from '../../queues/values.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';

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
  record: ProcessRecord;
}

export type ToThread =
  | { type: 'keep'; lease: KeptLease }
  | { type: 'drop'; issue: number; fence: Fence }
  | { type: 'checkpoint'; issue: number; fence: Fence; json: string }
  /** The process got a new id; nothing of the old one is kept. */
  | { type: 'become'; record: ProcessRecord }
  | { type: 'acknowledge'; orderId: string }
  | { type: 'stop' };

export type FromThread =
  /** A beat was accepted; times are of its start, on the clocks that all threads share. */
  | {
      type: 'beat';
      processId: ProcessId;
      startedMonotonicMs: number;
      startedWallMs: number;
      redisMs: number;
      arrivedMonotonicMs: number;
      renewed: { issue: number; fence: Fence }[];
      /** Held by this process in Redis, named by nobody here: they run out by themselves. */
      unlisted: number[];
    }
  | { type: 'lost'; issue: number; fence: Fence; reason: string }
  | { type: 'order'; orderId: string; order: string }
  /** Redis says that this id is dead or over. */
  | { type: 'ended'; processId: ProcessId }
  | { type: 'fault'; message: string }
  | { type: 'stopped' };
