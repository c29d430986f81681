/** Reads which issues, and which comments of an issue, count as processed. */

import { z } from 'zod';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { MAX_PAGE, upTo } from './page.ts';
import { readTogether } from './read-together.ts';

const CURSOR = { error: 'the `next` of an earlier page' };

export const memberPageSchema = z.strictObject({
  /** About so many members to a page; a small set comes whole. Default 50, at most 500. */
  limit: upTo(MAX_PAGE).default(50),
  /** The `next` of the page before; none = the first page. */
  cursor: z
    .string(CURSOR)
    .regex(/^[1-9]\d{0,19}$/, CURSOR)
    .optional(),
});

/** What a caller may leave out. */
export type MemberPageOptions = z.input<typeof memberPageSchema>;

/** What was a member all the while is on one of the pages, once; what came or went meanwhile may be. */
export interface Members {
  members: string[];
  /** Where the next page begins; null after the last one. */
  next: string | null;
}

/** Those of `wanted` that are members, in their order. */
export async function membersAmong(store: ProjectStore, key: string, wanted: readonly string[]): Promise<string[]> {
  if (wanted.length === 0) return [];
  const [flags] = await readTogether(store, [['smismember', key, ...wanted]], `reading ${key}`);
  return wanted.filter((_, place) => (flags as number[])[place] === 1);
}

export async function countMembers(store: ProjectStore, key: string): Promise<number> {
  const [count] = await readTogether(store, [['scard', key]], `counting ${key}`);
  return Number(count);
}

/** A page may be empty before the last: only a `next` of null is the end. */
export async function pageOfMembers(store: ProjectStore, key: string, options: MemberPageOptions): Promise<Members> {
  const { limit, cursor = '0' } = parseRequest(memberPageSchema, options, 'options');
  const [reply] = await readTogether(store, [['sscan', key, cursor, 'COUNT', limit]], `paging through ${key}`);
  const [next, found] = reply as [string, string[]];
  return { members: [...new Set(found)], next: next === '0' ? null : next };
}
