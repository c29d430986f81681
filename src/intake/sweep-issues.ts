/** Sweeps the issues of a project for work, page by page, from where the last sweep was. */

import { listChanged } from '../github/changed-issues.ts';
import type { Repository } from '../github/repository.ts';
import { advanced, readCursor, saveCursor } from '../github/sweep-cursor.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readTally, saveTally } from './intake-record.ts';
import { noteIssues, type Measure } from './note-issues.ts';
import { counted } from './tally.ts';

/**
 * Whether it came to its end within so many pages. A whole sweep asks for open issues only, where closed ones are left in
 * any case; a later one for all that changed, since it must see which of them are work no more.
 */
export async function sweepIssues(
  store: ProjectStore,
  repository: Repository,
  measure: Measure,
  mostPages: number,
): Promise<boolean> {
  let cursor = await readCursor(store, 'intake_sweep');
  for (let pages = 0; pages < mostPages; pages += 1) {
    const isOpenOnly = cursor.since === '' && measure.rule.isOpenOnly;
    const page = await listChanged(repository, cursor, { state: isOpenOnly ? 'open' : 'all' });
    if (page === null) return true;
    const left = await noteIssues(store, measure, page.issues);
    await saveTally(store, counted(await readTally(store), page.issues.length, left));
    // Only now: what a crash leaves unnoted is listed again.
    cursor = advanced(cursor, page);
    await saveCursor(store, cursor, 'intake_sweep');
    if (cursor.page === '') return true;
  }
  return false;
}
