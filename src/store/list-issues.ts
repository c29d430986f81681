/** Lists a project's issues in pages, newest change first. */

import { z } from 'zod';
import { STATUSES } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import type { IssueRecord } from './issue-record.ts';
import { pageSchema } from './page.ts';
import { readIssues } from './read-issue.ts';
import { pageOfRecords } from './sorted-set-page.ts';

const optionsSchema = pageSchema.extend({
  /** Only issues of this status. */
  status: z.enum(STATUSES, { error: `one of ${STATUSES.join(', ')}` }).optional(),
});
export type ListIssuesOptions = z.input<typeof optionsSchema>;

export interface IssuePage {
  issues: IssueRecord[];
  /** The cursor of the next page; null after the last one. */
  next: string | null;
}

/** One page. An issue that changes while somebody pages moves to the front: no page shows an issue again. */
export async function listIssues(store: ProjectStore, options: ListIssuesOptions = {}): Promise<IssuePage> {
  const { status, ...page } = parseRequest(optionsSchema, options, 'options');
  const key = status === undefined ? store.keys.own.issues : store.keys.statusIndex(status);
  const { records, next } = await pageOfRecords(store, { key, order: 'falling' }, page, async (entries) => {
    const records = await readIssues(
      store,
      entries.map(({ member }) => Number(member)),
    );
    // It may have moved on between the reading of the index and that of the record.
    return records.map((record) => (status === undefined || record?.status === status ? record : undefined));
  });
  return { issues: records, next };
}
