/** One page of the issues that changed on GitHub since a time, latest first, pull requests left out. */

import { fetchChanged, type ChangedPage, type PageRequest } from './changed-page.ts';
import { issueAnswer, listedIssue, type ListedIssue } from './listed-issue.ts';
import type { Repository } from './repository.ts';

export interface ChangedIssues extends Omit<ChangedPage<ListedIssue>, 'items'> {
  issues: ListedIssue[];
  /** Whether nothing at all is listed, no pull request either. */
  isEmpty: boolean;
}

/**
 * Lists a page; null: as it was when it had this etag. `state`: whether closed issues are listed, too.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function listChanged(
  repository: Repository,
  request: PageRequest,
  state: 'all' | 'open' = 'all',
): Promise<ChangedIssues | null> {
  const page = await fetchChanged(
    repository,
    {
      path: '/issues',
      item: issueAnswer,
      send: (octokit, query) => octokit.rest.issues.listForRepo({ ...query, state }),
    },
    request,
  );
  if (page === null) return null;
  const { items, ...rest } = page;
  return { ...rest, issues: items.flatMap((item) => listedIssue(item) ?? []), isEmpty: items.length === 0 };
}
