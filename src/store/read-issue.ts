/** Reads what Mirin knows of issues, each as it stood at one moment. */

import { issueNumberSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { HashFields } from './hash-fields.ts';
import { issueRecord, type IssueRecord } from './issue-record.ts';
import { type Read, readTogether } from './read-together.ts';
import { redisTimeMs } from './redis-time.ts';

/** One issue; null when Mirin has never seen it. @throws MirinError `MIRIN_STATE_CORRUPT` naming key and field. */
export async function getIssue(store: ProjectStore, issue: number): Promise<IssueRecord | null> {
  const [record] = await readIssues(store, [parseRequest(issueNumberSchema, issue, 'issue')]);
  return record ?? null;
}

/** Several issues in their order, in one round trip; undefined for those that Mirin has never seen. */
export async function readIssues(store: ProjectStore, issues: readonly number[]): Promise<(IssueRecord | undefined)[]> {
  const nowMs = await redisTimeMs(store);
  const replies = await readTogether(
    store,
    issues.flatMap((issue) => readsOf(store, issue)),
    'reading issues',
  );
  return issues.map((issue, index) => {
    const [hash, deadline, dirtySince] = replies.slice(index * 3, index * 3 + 3);
    const fields = new HashFields(issueKey(store, issue), hash as Record<string, string>);
    return issueRecord(issue, fields, { deadlineMs: score(deadline), dirtySinceMs: score(dirtySince), nowMs });
  });
}

const issueKey = ({ keys }: ProjectStore, issue: number): string => keys.issue(issue).issue;

const readsOf = (store: ProjectStore, issue: number): Read[] => [
  ['hgetall', issueKey(store, issue)],
  ['zscore', store.keys.own.leases, issue],
  ['zscore', store.keys.own.labels_dirty, issue],
];

const score = (reply: unknown): number | undefined => (reply === null ? undefined : Number(reply));
