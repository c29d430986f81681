/** Reads what happened to one issue. */

import { issueNumberSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { eventRecord, type EventRecord, type StreamEntry } from './event-record.ts';
import { upTo } from './page.ts';
import { readTogether } from './read-together.ts';

/** An issue's history keeps its last transitions only, so many. */
export const HISTORY_LENGTH = 50;

/** The issue's last `limit` transitions, oldest first; none for an issue that Mirin has never seen. */
export async function issueHistory(
  store: ProjectStore,
  issue: number,
  limit: number = HISTORY_LENGTH,
): Promise<EventRecord[]> {
  const key = store.keys.issue(parseRequest(issueNumberSchema, issue, 'issue')).history;
  const count = parseRequest(upTo(HISTORY_LENGTH), limit, 'limit');
  const [entries] = await readTogether(store, [['xrevrange', key, '+', '-', 'COUNT', count]], `reading ${key}`);
  return (entries as StreamEntry[]).map((entry) => eventRecord(key, entry)).toReversed();
}
