/** What the program and its heartbeat thread tell each other. */

import type { Fence, LockName, ProcessId } from '../../queues/values.ts';
import type { NumberedLease } from '../transitions/lease-subject.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import type { ClockSample, Moment } from './redis-clock.ts';

/** A lease as the thread keeps it alive. */
export type KeptLease = KeptIssue | KeptLock;

export interface KeptIssue {
  issue: number;
  fence: Fence;
  taskType: string;
  priority: string;
}

export interface KeptLock {
  lock: LockName;
  fence: Fence;
}

/** How the thread starts. */
export interface HeartbeatOptions {
  redisUrl: string;
  project: string;
  everyMs: number;
  /** Time without a checkpoint after which a watched lease counts as stuck; 0 = never. */
  progressDeadlineMs: number;
  record: ProcessRecord;
  /** The project's clock as the program knows it: another one is there where Redis has lost all. */
  clockId?: string | undefined;
}

export type ToThread =
  | { type: 'keep'; lease: KeptLease }
  | ({ type: 'drop' } & NumberedLease)
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
      renewed: NumberedLease[];
      /** Issues held by this process in Redis, named by nobody here: they run out by themselves. */
      unlisted: number[];
    }
  | ({ type: 'lost'; reason: string } & NumberedLease)
  /** A watched lease has had no checkpoint for too long; told once for each stretch. */
  | { type: 'stuck'; issue: number }
  /** An operator's order, as it was left; told once, and acknowledged with the next beat. */
  | { type: 'order'; json: string }
  /** Redis says that this id is dead or over. */
  | { type: 'ended'; processId: ProcessId }
  /** Beats fail for this reason; told once for each until a beat comes through. */
  | { type: 'fault'; message: string }
  | { type: 'resumed' };
