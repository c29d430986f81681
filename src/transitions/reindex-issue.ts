/** Compares an issue's index entries with its hash, and mends them. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { NOBODY, recordArgs, recordKeys } from './record-keys.ts';
import { fieldsOf } from './reply.ts';
import { withHolder } from './with-holder.ts';

const script = defineScript(new URL('./reindex-issue.lua', import.meta.url));

/** What is wrong with the issue's entries, in words; they are put right when `mend` says so. */
export async function reindexIssue(store: ProjectStore, issue: number, mend: boolean): Promise<string[]> {
  const [, ...faults] = await withHolder(store, issue, async (holder) => {
    const reply = await script.run(store.redis, recordKeys(store, issue, holder), {
      ...recordArgs(store, issue),
      holder: holder === NOBODY ? '' : holder,
      mend: mend ? 1 : 0,
    });
    return fieldsOf(reply, 'reindex-issue');
  });
  return faults;
}
