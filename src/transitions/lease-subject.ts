/** What a lease can be of: an issue, or a named lock. */

import type { Fence, LockName } from '../../queues/values.ts';
import type { ProjectKeys } from '../redis/keys.ts';

export type LeaseSubject = { issue: number } | { lock: LockName };

/** One lease: what it is of, and its number. */
export type NumberedLease = LeaseSubject & { fence: Fence };

const LOCK_PREFIX = 'lock:';

/** The name under which its deadline is kept, and by which a heartbeat names it. */
export const leaseName = (subject: LeaseSubject): string =>
  'lock' in subject ? `${LOCK_PREFIX}${subject.lock}` : String(subject.issue);

/** The lock of this name of a lease; undefined where it is none's. */
export const lockIn = (name: string): LockName | undefined =>
  name.startsWith(LOCK_PREFIX) ? (name.slice(LOCK_PREFIX.length) as LockName) : undefined;

/** The key of the hash that says whose it is. */
export const subjectKey = (keys: ProjectKeys, subject: LeaseSubject): string =>
  'lock' in subject ? keys.lock(subject.lock).lock : keys.issue(subject.issue).issue;

/** The subject alone, of whatever bears one. */
export const subjectOf = (bearer: LeaseSubject): LeaseSubject =>
  'lock' in bearer ? { lock: bearer.lock } : { issue: bearer.issue };
