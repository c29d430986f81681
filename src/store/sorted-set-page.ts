/** Pages through a sorted set by its last entry, so that entries which move meanwhile shift no page. */

import type { ProjectStore } from '../redis/project-store.ts';
import { cursorAt, type Entry, entryAt, type Page } from './page.ts';
import { type Read, readTogether } from './read-together.ts';

/** Entries that one call looks at beyond its page before it hands back what it has. */
const MOST_PAGES_LOOKED_AT = 20;

export interface SortedSet {
  key: string;
  /** `falling`: highest score first. Entries of one score are in the order of their members. */
  order: 'falling' | 'rising';
}

export interface Records<T> {
  records: T[];
  /** Where the next page begins; null after the last one. */
  next: string | null;
}

/**
 * A page of what `read` makes of the set's members; undefined leaves a member out. A page may hold fewer records than
 * asked for when very many were left out: only a `next` of null is the end.
 */
export async function pageOfRecords<T>(
  store: ProjectStore,
  set: SortedSet,
  page: Page,
  read: (entries: readonly Entry[]) => Promise<readonly (T | undefined)[]>,
): Promise<Records<T>> {
  const records: T[] = [];
  let last = page.cursor === undefined ? undefined : entryAt(page.cursor);
  for (let looked = 0; looked < MOST_PAGES_LOOKED_AT; looked += 1) {
    const { entries, isEnd } = await entriesAfter(store, set, last, page.limit);
    const found = await read(entries);
    for (const [index, entry] of entries.entries()) {
      const record = found[index];
      if (record !== undefined) records.push(record);
      last = entry;
      const isOver = isEnd && index === entries.length - 1;
      if (records.length === page.limit) return { records, next: isOver ? null : cursorAt(entry) };
    }
    if (isEnd || last === undefined) return { records, next: null };
  }
  return { records, next: last === undefined ? null : cursorAt(last) };
}

/**
 * The `limit` entries that follow `last`. Entries of its score have to be read again to know which of them follow, so
 * the reading doubles until it is past them.
 */
async function entriesAfter(
  store: ProjectStore,
  set: SortedSet,
  last: Entry | undefined,
  limit: number,
): Promise<{ entries: Entry[]; isEnd: boolean }> {
  for (let count = limit + 1; ; count *= 2) {
    const read = await entriesFrom(store, set, last?.score, count);
    const entries = last === undefined ? read : read.filter((entry) => isAfter(set, entry, last));
    const isExhausted = read.length < count;
    if (isExhausted || entries.length > limit) {
      return { entries: entries.slice(0, limit), isEnd: isExhausted && entries.length <= limit };
    }
  }
}

/** Members are ASCII, so JavaScript orders them as Redis does. */
function isAfter({ order }: SortedSet, entry: Entry, last: Entry): boolean {
  if (entry.score !== last.score) return true;
  return order === 'falling' ? entry.member < last.member : entry.member > last.member;
}

async function entriesFrom(
  store: ProjectStore,
  { key, order }: SortedSet,
  fromScore: number | undefined,
  count: number,
): Promise<Entry[]> {
  const limit = ['WITHSCORES', 'LIMIT', 0, count] as const;
  const read: Read =
    order === 'falling'
      ? ['zrevrangebyscore', key, fromScore ?? '+inf', '-inf', ...limit]
      : ['zrangebyscore', key, fromScore ?? '-inf', '+inf', ...limit];
  const [reply] = await readTogether(store, [read], `paging through ${key}`);
  const flat = reply as string[];
  const entries: Entry[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    entries.push({ member: flat[index] ?? '', score: Number(flat[index + 1]) });
  }
  return entries;
}
