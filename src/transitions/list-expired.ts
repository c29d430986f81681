/** Lists the leases whose deadline passed. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';

const script = defineScript(new URL('./list-expired.lua', import.meta.url));

export interface ExpiredLease {
  issue: number;
  deadlineMs: number;
}

/** Those from `offset` on, oldest deadline first; locks are left out. */
export async function listExpired(store: ProjectStore, offset: number, limit: number): Promise<ExpiredLease[]> {
  const reply = await script.run(store.redis, store.keys.own, { ...clockArgs(store), offset, limit });
  const [, fields] = reply as [string, string[]];
  const leases: ExpiredLease[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const issue = Number(fields[index]);
    if (Number.isSafeInteger(issue)) leases.push({ issue, deadlineMs: Number(fields[index + 1]) });
  }
  return leases;
}
