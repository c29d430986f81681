/** Says of an issue that it is processed, or that it is not. */

import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { NOBODY, recordArgs, recordKeys } from './record-keys.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./mark-processed.lua', import.meta.url));

/** Whether that changed anything. `by` stands in the history. */
export async function markProcessed(
  store: ProjectStore,
  issue: number,
  isProcessed: boolean,
  by: string,
): Promise<boolean> {
  const args = { ...recordArgs(store, issue), processed: isProcessed ? '1' : '0', by };
  const reply = await script.run(store.redis, recordKeys(store, issue, NOBODY), args);
  return fieldsOf(reply, 'mark-processed')[0] === 'marked';
}
