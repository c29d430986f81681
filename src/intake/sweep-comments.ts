/** Sweeps the comments of a project for work, page by page, from where the last sweep was. */

import { listRecentComments } from '../github/recent-comments.ts';
import type { Repository } from '../github/repository.ts';
import { advanced, readCursor, saveCursor, type SweepCursor } from '../github/sweep-cursor.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readTally, saveTally } from './intake-record.ts';
import { noteComments, type CommentMeasure } from './note-comments.ts';
import { counted } from './tally.ts';

/** The first sweep must ask for something before it has heard GitHub's time: clocks hardly differ by so much. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Whether it came to its end within so many pages. */
export async function sweepComments(
  store: ProjectStore,
  repository: Repository,
  measure: Omit<CommentMeasure, 'fromMs'>,
  mostPages: number,
): Promise<boolean> {
  let cursor = begun(await readCursor(store, 'intake_comments'));
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await listRecentComments(repository, cursor);
    if (page === null) return true;
    const fromMs = await beginningMs(store, page.at);
    const left = await noteComments(store, repository, { ...measure, fromMs }, page.comments);
    await saveTally(store, counted(await readTally(store), page.comments.length, left));
    cursor = advanced(cursor, page);
    await saveCursor(store, cursor, 'intake_comments');
    if (cursor.page === '') return true;
  }
  return false;
}

function begun(cursor: SweepCursor): SweepCursor {
  if (cursor.since !== '') return cursor;
  return { ...cursor, since: new Date(Date.now() - CLOCKS_DIFFER_MS).toISOString() };
}

/** From when on comments count: when GitHub was first asked for them, by its own clock. */
export async function beginningMs({ redis, keys }: ProjectStore, at: string): Promise<number> {
  try {
    if (at !== '') await redis.hsetnx(keys.own.intake, 'commentsFrom', Date.parse(at));
    return Number((await redis.hget(keys.own.intake, 'commentsFrom')) ?? 0);
  } catch (error) {
    throw toRedisFault(error, 'reading from when on comments count');
  }
}
