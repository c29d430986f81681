/** Tells whether Mirin has a record of issues: one that was reset still is one. */

import type { ProjectStore } from '../redis/project-store.ts';
import { type Read, readTogether } from './read-together.ts';

/** For each issue in its order. */
export async function isKnown(store: ProjectStore, issues: readonly number[]): Promise<boolean[]> {
  const reads = issues.map((issue): Read => ['hexists', store.keys.issue(issue).issue, 'status']);
  return (await readTogether(store, reads, 'looking for records of issues')).map((reply) => reply === 1);
}
