/** Compares what a process is said to hold with the issues themselves, and mends it. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./reindex-holdings.lua', import.meta.url));

/** At most so many issues in one call: a script must not hold Redis up. */
export const MOST_HOLDINGS_PER_CALL = 500;

/** Those of `issues` that the process's set names wrongly; they are taken from it when `mend` says so. */
export async function reindexHoldings(
  store: ProjectStore,
  processId: string,
  issues: readonly number[],
  mend: boolean,
): Promise<number[]> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, ...keys.process(processId), said: issues.map((issue) => keys.issue(issue).issue) },
    { process_id: processId, mend: mend ? 1 : 0, issues },
  );
  return fieldsOf(reply, 'reindex-holdings').slice(1).map(Number);
}
