/** How far a sweep of a project has come, kept in Redis: by GitHub's clock, page by page. */

import { z } from 'zod';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import type { ChangedIssues } from './changed-issues.ts';

/** Times are GitHub's; empty text stands for none. */
export interface SweepCursor {
  /** What was seen up to here is void once the generation that is wanted is another one. */
  generation: string;
  /** What changed since then is to be listed; none: everything. */
  since: string;
  /** Of the first page since then, where it was empty. */
  etag: string;
  /** The next page of a sweep that is under way. */
  page: string;
  /** When GitHub answered that sweep's first page. */
  startedAt: string;
}

/** Of labels, of issues that may be work, of comments on them: by the names of their keys. */
export type Sweep = 'labels_sweep' | 'intake_sweep' | 'intake_comments';

/** Replicas lag, and times in lists are whole seconds: so much is listed twice. */
export const OVERLAP_MS = 120_000;

const text = z.string().default('');
const fields = z.object({
  wanted: z.string().default('0'),
  generation: z.string().default('0'),
  since: text,
  etag: text,
  page: text,
  startedAt: text,
});

/** Where the next page begins; from the very start for a project that was never swept. */
export async function readCursor({ redis, keys }: ProjectStore, sweep: Sweep = 'labels_sweep'): Promise<SweepCursor> {
  const stored = await redis.hgetall(keys.own[sweep]).catch((error: unknown) => {
    throw toRedisFault(error, 'reading where the sweep is');
  });
  const { wanted, ...cursor } = fields.parse(stored);
  if (cursor.generation === wanted) return cursor;
  return { generation: wanted, since: '', etag: '', page: '', startedAt: '' };
}

export async function saveCursor(
  { redis, keys }: ProjectStore,
  cursor: SweepCursor,
  sweep: Sweep = 'labels_sweep',
): Promise<void> {
  await redis.hset(keys.own[sweep], { ...cursor }).catch((error: unknown) => {
    throw toRedisFault(error, 'noting where the sweep is');
  });
}

/**
 * Where the sweep is after a page. Only a whole sweep moves `since` on, to a little before it began; one that found nothing
 * leaves it where it is, so that the same question can be asked again with the answer's etag.
 */
export function advanced(cursor: SweepCursor, { next, at, isEmpty, etag }: Omit<ChangedIssues, 'issues'>): SweepCursor {
  const startedAt = cursor.page === '' ? at : cursor.startedAt;
  if (next !== '') return { ...cursor, etag: '', page: next, startedAt };
  const done = { ...cursor, page: '', startedAt: '' };
  if (isEmpty && cursor.page === '') return { ...done, etag };
  return { ...done, etag: '', since: startedAt === '' ? cursor.since : earlier(startedAt) };
}

const earlier = (at: string): string => new Date(Date.parse(at) - OVERLAP_MS).toISOString();
