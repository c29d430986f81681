/** Lists a project's processes in pages, last seen first. */

import { z } from 'zod';
import { processIdSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { corrupt } from './corrupt.ts';
import { pageSchema } from './page.ts';
import { PROCESS_STATUSES, type ProcessInfo } from './process-record.ts';
import { readProcesses } from './read-process.ts';
import { pageOfRecords } from './sorted-set-page.ts';

const optionsSchema = pageSchema.extend({
  /** Only processes of this status. */
  status: z.enum(PROCESS_STATUSES, { error: `one of ${PROCESS_STATUSES.join(', ')}` }).optional(),
});
export type ListProcessesOptions = z.input<typeof optionsSchema>;

export interface ProcessPage {
  processes: ProcessInfo[];
  /** The cursor of the next page; null after the last one. */
  next: string | null;
}

/** One page; no page shows a process again that was seen anew meanwhile. */
export async function listProcesses(store: ProjectStore, options: ListProcessesOptions = {}): Promise<ProcessPage> {
  const { status, ...page } = parseRequest(optionsSchema, options, 'options');
  const key = store.keys.own.processes;
  const { records, next } = await pageOfRecords(store, { key, order: 'falling' }, page, async (entries) => {
    const processes = await readProcesses(
      store,
      entries.map(({ member }) => processIdIn(key, member)),
    );
    return processes.map((process) => (status === undefined || process?.status === status ? process : undefined));
  });
  return { processes: records, next };
}

function processIdIn(key: string, member: string) {
  const parsed = processIdSchema.safeParse(member);
  if (!parsed.success) throw corrupt(`key ${key}`, 'ids of processes', member);
  return parsed.data;
}
