/** The state of one project as the specification sees it: plain values, in which nothing stands twice. */

import type { Outcome } from '../../../queues/outcomes.ts';
import type { Request } from '../../../queues/requests.ts';
import type { CheckinStatus, LockName, ProcessId, RequestId, Status } from '../../../queues/values.ts';
import type { ProcessRecord } from '../../../src/transitions/register-process.ts';

/** What an issue's record says of its work; a grant begins it anew, and an abandoned grant brings it back. */
export interface Work {
  /** Undefined: Mirin has never seen the issue. `processing`: it has a lease. */
  status?: Status;
  /** The last grant. */
  checkedOutBy?: string;
  taskType?: string;
  priority?: string;
  startMs?: number;
  attempt?: number;
  /** How the last lease ended. */
  endMs?: number;
  result?: string;
  metadata?: string;
  reason?: string;
  coolUntilMs?: number;
  committed?: { fence: bigint; status: CheckinStatus };
}

/** The right to work on an issue; its fence is the issue's. */
export interface Lease {
  holder: string;
  ttlMs: number;
  deadlineMs: number;
  /** The request or claim that it was granted to, with its first deadline; none where it was adopted or imported. */
  granted?: { requestId: string; untilMs: number };
  /** What the grant overwrote. */
  before?: Work;
}

export interface PastLease {
  holder: string;
  fence: bigint;
  ended: string;
  endedMs: number;
  checkpoint: string;
}

/** A death that counts. One that several issues shared blames none of them alone. */
export interface Death {
  atMs: number;
  isShared: boolean;
}

export interface Issue {
  number: number;
  work: Work;
  version: number;
  updatedMs: number;
  /** Of the current lease, or of the last one. */
  fence?: bigint;
  lease?: Lease;
  previous?: PastLease;
  deaths: Death[];
  mustRunAlone: boolean;
  /** By its status, or by somebody's word since; undefined: nobody has said anything. */
  isProcessed?: boolean;
  /** How often a label pass was opened or closed, or the labels were marked. */
  labelEpoch?: number;
  labelsShowVersion?: number;
  /** When GitHub last left a write without an answer. */
  labelUnansweredMs?: number;
  history: Happening[];
}

export interface Participant extends Omit<ProcessRecord, 'kind' | 'pid'> {
  kind: ProcessRecord['kind'] | 'imported';
  pid: number | undefined;
  status: 'alive' | 'ended' | 'dead';
  startedMs: number | undefined;
  lastSeenMs: number;
  /** Whether the key for people says that it is alive. */
  isShownAlive: boolean;
  /** Whether it is on the list of its machine, at which the prober looks. */
  isProbed: boolean;
  lastBeat?: { rssBytes: number; cpuPercent: number; stuck: string };
  endedMs?: number;
  unresponsiveMs?: number;
  /** Since when an operator wants it to take nothing more. */
  drainingMs?: number;
  /** How many issues it held when the first of them was repaired. */
  heldAtDeath?: number;
  /** The issue that it runs by itself. */
  aloneWith?: number;
  /** By issue; each counts for one lease only. */
  checkpoints: Map<number, { fence: bigint; text: string }>;
  orders: Map<string, string>;
}

/** The task of an issue. */
export interface Task {
  state: 'waiting' | 'running' | 'done';
  run: number;
  type: string;
  priority: string;
  /** Since when its ticket is looked after, while it waits. */
  wantedSinceMs?: number;
}

/** The lease of a lock. */
export interface LockLease {
  holder: string;
  host: string;
  requestId: RequestId;
  ttlMs: number;
  sinceMs: number;
  deadlineMs: number;
}

/** Somebody who waits for a lock. */
export interface Waiter {
  requestId: RequestId;
  processId: ProcessId;
  deadlineMs: number;
  sinceUs: number;
}

/** A named lock. */
export interface Lock {
  name: LockName;
  /** Of the current lease, or of the last one. */
  fence?: bigint;
  lease?: LockLease;
  /** How the last lease ended, while there is none, and by whose word or deed. */
  ended?: string;
  endedBy?: string;
  /** In the order of their places. */
  line: Waiter[];
  /** Whoever was called last since the last lease ended. */
  promised?: { requestId: RequestId; untilMs: number };
}

/** A time of which nobody can say who was silent. */
export interface Gap {
  startMs: number;
  stopMs: number;
  kind: 'silence' | 'clock' | 'restart' | 'loss' | 'brake';
}

export interface Clock {
  /** Another one is there after a loss. */
  id?: string;
  tickMs?: number;
  runId?: string;
  /** When another run of Redis, or a loss, was last noticed. */
  restartedMs?: number;
  gaps: Gap[];
  /** An episode of mass expiry is going on. */
  isBraked: boolean;
  brakedMs?: number;
}

/** A request that has its outcome. */
export interface Answered {
  request: Request;
  outcome: Outcome;
  keptMs: number;
}

/** An outcome as the process that asked hears it. */
export interface Published {
  /** Who asked; a call to a lock is for all who wait. */
  processId?: string;
  requestId: string;
  /** `called`: it is the request's turn for a lock. */
  outcome: Outcome | 'called';
}

/** What stands in the streams of events. */
export type Happening = Record<string, string | number | bigint | undefined>;

export interface World {
  /** Redis's clock. */
  nowMs: number;
  /** Redis's run. */
  runId: string;
  /** The clock that the callers saw when they last ticked. */
  knownClockId?: string;
  clock: Clock;
  highestFence: bigint;
  issues: Map<number, Issue>;
  participants: Map<string, Participant>;
  tasks: Map<number, Task>;
  locks: Map<LockName, Lock>;
  answered: Map<string, Answered>;
  dirtySinceMs: Map<number, number>;
  /** `issue:pass` → since when. */
  openPasses: Map<string, number>;
  /** By issue: the record that was imported, and the version that it led to. */
  ledger: Map<number, { sourceHash: string; version: number }>;
  events: Happening[];
  superseded: Happening[];
  published: Published[];
}

/** A project that nobody has touched. */
export function emptyWorld(nowMs: number, runId: string): World {
  return {
    nowMs,
    runId,
    clock: { gaps: [], isBraked: false },
    highestFence: 0n,
    issues: new Map(),
    participants: new Map(),
    tasks: new Map(),
    locks: new Map(),
    answered: new Map(),
    dirtySinceMs: new Map(),
    openPasses: new Map(),
    ledger: new Map(),
    events: [],
    superseded: [],
    published: [],
  };
}

/** The issue, which may have no record yet. */
export function issueOf(world: World, number: number): Issue {
  const known = world.issues.get(number);
  if (known !== undefined) return known;
  const fresh: Issue = { number, work: {}, version: 0, updatedMs: 0, deaths: [], mustRunAlone: false, history: [] };
  world.issues.set(number, fresh);
  return fresh;
}

/** The lock, of which Redis may know nothing yet. */
export function lockOf(world: World, name: LockName): Lock {
  const known = world.locks.get(name);
  if (known !== undefined) return known;
  const fresh: Lock = { name, line: [] };
  world.locks.set(name, fresh);
  return fresh;
}

/** The locks that the process holds. */
export const locksOf = (world: World, processId: string): Lock[] =>
  [...world.locks.values()].filter(({ lease }) => lease?.holder === processId);

/** The issues that the process holds. */
export const heldBy = (world: World, processId: string): Issue[] =>
  [...world.issues.values()].filter(({ lease }) => lease?.holder === processId);

export const isAlive = (world: World, processId: string): boolean =>
  world.participants.get(processId)?.status === 'alive';
