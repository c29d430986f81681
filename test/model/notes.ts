/** What the participants of a sequence remember: who they are, what they were granted, what they asked. */

import type { Request } from '../../queues/requests.ts';
import type { Fence, ProcessId, RequestId } from '../../queues/values.ts';
import type { Claim } from '../../src/transitions/claim-task.ts';
import type { LabelPass } from '../../src/transitions/label-close.ts';
import type { LockRequest } from '../../src/transitions/lock-acquire.ts';
import type { SeenLock } from '../../src/transitions/lock-free.ts';
import type { ProcessRecord } from '../../src/transitions/register-process.ts';
import { TTL_MS } from '../support/driven-project.ts';
import type { Issue, World } from './spec/world.ts';

/** Names of processes; each is born anew under a new id when it has ended. */
export const NAMES = ['bot', 'twin', 'runner', 'far', 'shell'] as const;
export type Name = (typeof NAMES)[number];

/** Two on one machine, a `mirin run` there, one on a machine that can't be told from others, a shell without beats. */
const KINDS: Record<Name, Pick<ProcessRecord, 'kind' | 'liveness' | 'machineId'>> = {
  bot: { kind: 'program', liveness: 'beat', machineId: 'machine-1' },
  twin: { kind: 'program', liveness: 'beat', machineId: 'machine-1' },
  runner: { kind: 'run', liveness: 'beat', machineId: 'machine-1' },
  far: { kind: 'program', liveness: 'beat', machineId: '' },
  shell: { kind: 'shell', liveness: 'ttl', machineId: 'machine-1' },
};

/** A lease as somebody once saw it. */
export interface SeenLease {
  issue: number;
  holder: ProcessId;
  fence: Fence;
  deadlineMs: number;
}

/** Which of the fences that there are, for a caller that may be mistaken. */
export const FENCES = ['current', 'earlier', 'one above', 'at the horizon', 'beyond it'] as const;
export type WhichFence = (typeof FENCES)[number];

/** A fence that lies so far ahead of the clock is still believed. */
const HORIZON_US = 5_000_000n;

export class Notes {
  readonly requests: Request[] = [];
  readonly claims: Claim[] = [];
  readonly lockRequests: LockRequest[] = [];
  /** Locks as somebody once saw them held. */
  readonly locks: SeenLock[] = [];
  readonly leases: SeenLease[] = [];
  readonly passes: { issue: number; pass: LabelPass }[] = [];
  readonly #births = new Map<Name, number>();
  #made = 0;

  /** The id of the process's present life, or of the one before. */
  idOf(name: Name, isFormer = false): ProcessId {
    const births = this.#births.get(name) ?? 1;
    return `${name}~${String(Math.max(births - (isFormer ? 1 : 0), 1)).padStart(8, '0')}` as ProcessId;
  }

  /** The process starts anew: the id of its new life. */
  bear(name: Name): ProcessId {
    this.#births.set(name, (this.#births.get(name) ?? 1) + 1);
    return this.idOf(name);
  }

  /** Who holds the issue, or held it last. */
  holderOf({ number, lease }: Issue): ProcessId {
    const last = this.leases.findLast(({ issue }) => issue === number)?.holder;
    return (lease?.holder as ProcessId | undefined) ?? last ?? this.idOf('bot');
  }

  newRequestId(): RequestId {
    this.#made += 1;
    return `request-${this.#made}` as RequestId;
  }

  /** What the process says of itself; of any of its lives, where `processId` says so. */
  recordOf(name: Name): ProcessRecord {
    const rest = { pid: 4242, pidStarted: '77', host: 'host-a', tmuxSession: '', version: '0.1.0', ttlMs: TTL_MS };
    return { processId: this.idOf(name), name, ...KINDS[name], ...rest };
  }

  /** Remembers the leases as they are now. */
  see(world: World): void {
    for (const { name: lock, lease, fence } of world.locks.values()) {
      if (lease === undefined) continue;
      this.locks.push({ lock, holder: lease.holder as ProcessId, fence: textOf(fence), deadlineMs: lease.deadlineMs });
    }
    for (const { number: issue, lease, fence } of world.issues.values()) {
      if (lease === undefined) continue;
      const seen = { issue, holder: lease.holder as ProcessId, fence: textOf(fence), deadlineMs: lease.deadlineMs };
      this.leases.push(seen);
    }
  }

  /** The lease of the issue as it was last seen before it became what it is. */
  earlierLease(issue: Issue): SeenLease | undefined {
    const isOther = (seen: SeenLease) => seen.issue === issue.number && seen.deadlineMs !== issue.lease?.deadlineMs;
    return this.leases.findLast((seen) => isOther(seen));
  }

  fence(world: World, issue: Issue, which: WhichFence): Fence {
    const stored = issue.fence ?? 1n;
    const earlier = this.leases.findLast((seen) => seen.issue === issue.number && seen.fence !== textOf(stored));
    return which === 'earlier' && earlier !== undefined ? earlier.fence : this.fenceBy(world, stored, which);
  }

  /** A fence beside the one that is stored. */
  fenceBy(world: World, stored: bigint, which: WhichFence): Fence {
    const horizonUs = BigInt(world.nowMs) * 1_000n + HORIZON_US;
    switch (which) {
      case 'current':
        return textOf(stored);
      case 'earlier':
        return textOf(stored > 1n ? stored - 1n : 1n);
      case 'one above':
        return textOf(stored + 1n);
      case 'at the horizon':
        return textOf(horizonUs);
      case 'beyond it':
        return textOf(horizonUs + 1n);
    }
  }
}

const textOf = (fence: bigint | undefined): Fence => String(fence) as Fence;
