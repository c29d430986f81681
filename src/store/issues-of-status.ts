/** Goes through all issues of a status by their numbers, page by page. */

import type { Status } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { MAX_PAGE } from './page.ts';
import { pageOfRecords } from './sorted-set-page.ts';

/** One that moves on meanwhile may be told of, or not. */
export async function* issuesOfStatus(store: ProjectStore, status: Status): AsyncGenerator<number> {
  const set = { key: store.keys.statusIndex(status), order: 'falling' } as const;
  let cursor: string | null | undefined;
  do {
    const page = { limit: MAX_PAGE, ...(cursor && { cursor }) };
    const { records, next } = await pageOfRecords(store, set, page, (entries) =>
      Promise.resolve(entries.map(({ member }) => Number(member))),
    );
    yield* records;
    cursor = next;
  } while (cursor !== null);
}
