/** Lists the leases whose deadline passed. */

import type { LockName } from '../../queues/values.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { lockIn } from './lease-subject.ts';

const script = defineScript(new URL('./list-expired.lua', import.meta.url));

export interface ExpiredLease {
  issue: number;
  deadlineMs: number;
}

export interface Expired {
  issues: ExpiredLease[];
  locks: LockName[];
  /** How many were looked at: also what is neither. */
  count: number;
  /** There are no more behind these. */
  isLast: boolean;
}

/** Those from `offset` on, `limit` at most, oldest deadline first. */
export async function listExpired(store: ProjectStore, offset: number, limit: number): Promise<Expired> {
  const reply = await script.run(store.redis, store.keys.own, { ...clockArgs(store), offset, limit });
  const [, fields] = reply as [string, string[]];
  const count = fields.length / 2;
  const expired: Expired = { issues: [], locks: [], count, isLast: count < limit };
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [name = '', deadline] = fields.slice(index, index + 2);
    const lock = lockIn(name);
    const issue = Number(name);
    if (lock !== undefined) expired.locks.push(lock);
    else if (Number.isSafeInteger(issue)) expired.issues.push({ issue, deadlineMs: Number(deadline) });
  }
  return expired;
}
