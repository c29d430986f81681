/** One page of the issues that changed on GitHub since a time, latest first, pull requests left out. */

import { fetchChanged, type ChangedPage, type PageRequest } from './changed-page.ts';
import { issueAnswer, listedIssue, type ListedIssue } from './listed-issue.ts';
import type { Repository } from './repository.ts';

export interface ChangedIssues extends Omit<ChangedPage<ListedIssue>, 'items'> {
  issues: ListedIssue[];
  /** Whether nothing at all is listed, no pull request either. */
  isEmpty: boolean;
}

/** Which issues are listed. */
export interface IssueFilter {
  /** Whether closed ones are, too. Default `all`. */
  state?: 'all' | 'open';
  /** Only those that bear this label. */
  label?: string;
}

/**
 * Lists a page; null: as it was when it had this etag.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function listChanged(
  repository: Repository,
  request: PageRequest,
  { state = 'all', label }: IssueFilter = {},
): Promise<ChangedIssues | null> {
  const filter = { state, ...(label !== undefined && { labels: label }) };
  const page = await fetchChanged(
    repository,
    {
      path: '/issues',
      item: issueAnswer,
      send: (octokit, query) => octokit.rest.issues.listForRepo({ ...query, ...filter }),
    },
    request,
  );
  if (page === null) return null;
  const { items, ...rest } = page;
  return { ...rest, issues: items.flatMap((item) => listedIssue(item) ?? []), isEmpty: items.length === 0 };
}
