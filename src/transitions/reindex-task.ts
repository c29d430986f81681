/** Compares the index entries of a task with its hash, and mends them. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf } from './reply.ts';

const script = defineScript(new URL('./reindex-task.lua', import.meta.url));

/** What is wrong, in words; it is put right when `mend` says so. */
export async function reindexTask(store: ProjectStore, taskId: string, mend: boolean): Promise<string[]> {
  const reply = await script.run(
    store.redis,
    { ...store.keys.own, task: store.keys.task(taskId) },
    { ...clockArgs(store), task_id: taskId, mend: mend ? 1 : 0 },
  );
  return fieldsOf(reply, 'reindex-task').slice(1);
}
