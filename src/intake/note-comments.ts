/** Notes which of a list of comments are work: those that people wrote on issues that are known, and fit the rule. */

import { findIssue } from '../github/find-issue.ts';
import type { ListedIssue } from '../github/listed-issue.ts';
import type { RecentComment } from '../github/recent-comments.ts';
import type { Repository } from '../github/repository.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readTogether, type Read } from '../store/read-together.ts';
import { noteCandidate } from '../transitions/intake-note.ts';
import { candidateName } from './candidate.ts';
import { dropCandidates } from './intake-record.ts';
import { commentFault, type CommentAuthors } from './judge-comment.ts';
import { judgeIssue } from './judge-issue.ts';
import type { Measure } from './note-issues.ts';
import type { Left } from './tally.ts';

export interface CommentMeasure extends Measure, CommentAuthors {
  /** Comments from before the intake began are none of its business; in ms. */
  fromMs: number;
}

/** Those that were left, and why; all others are candidates. */
export async function noteComments(
  store: ProjectStore,
  repository: Repository,
  measure: CommentMeasure,
  comments: readonly RecentComment[],
): Promise<Left[]> {
  const left: Left[] = [];
  const issues = new Map<number, ListedIssue | undefined>();
  const faults = await faultsOf(store, measure, comments);
  for (const [at, comment] of comments.entries()) {
    const { issue, id } = comment;
    const reason = faults[at] ?? (await noteOne(store, repository, measure, { comment, issues }));
    if (reason !== undefined) left.push({ issue, comment: id, reason });
  }
  return left;
}

/** What tells without asking GitHub that it is no work. */
async function faultsOf(
  store: ProjectStore,
  measure: CommentMeasure,
  comments: readonly RecentComment[],
): Promise<(string | undefined)[]> {
  const reads = comments.map(({ issue }): Read => ['hget', store.keys.issue(issue).issue, 'status']);
  const statuses = await readTogether(store, reads, 'reading the states of issues with comments');
  return comments.map((comment, at) => {
    if (statuses[at] === null) return 'not-known';
    if (comment.createdAtMs < measure.fromMs) return 'earlier';
    return commentFault(comment, measure);
  });
}

/** What the issue is now, GitHub says once for all comments on it. */
async function noteOne(
  store: ProjectStore,
  repository: Repository,
  { rule, map }: Measure,
  { comment, issues }: { comment: RecentComment; issues: Map<number, ListedIssue | undefined> },
): Promise<string | undefined> {
  const { issue, id, createdAtMs } = comment;
  if (!issues.has(issue)) issues.set(issue, await findIssue(repository, issue));
  const listed = issues.get(issue);
  const verdict = listed === undefined ? 'gone' : judgeIssue(rule, map, listed, true);
  if (typeof verdict === 'string') {
    await dropCandidates(store, [candidateName({ issue, comment: id })]);
    return verdict;
  }
  const noted = await noteCandidate(store, { issue, comment: id, ...verdict, createdAtMs });
  return noted.outcome === 'left' ? noted.reason : undefined;
}
