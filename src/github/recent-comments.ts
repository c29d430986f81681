/** The comments on all issues of a repository that were written or changed since a time, and single ones. */

import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { fetchChanged, type ChangedPage, type PageRequest } from './changed-page.ts';
import { timeOf } from './listed-issue.ts';
import type { Place, Repository } from './repository.ts';
import { wherever } from './wherever.ts';

export interface RecentComment {
  /** Text: ids are no numbers to count with. */
  id: string;
  issue: number;
  body: string;
  /** The login of who wrote it; empty where the account is gone. */
  author: string;
  isByBot: boolean;
  /** In ms. */
  createdAtMs: number;
}

export interface RecentComments extends Omit<ChangedPage<RecentComment>, 'items'> {
  comments: RecentComment[];
  isEmpty: boolean;
}

const commentAnswer = z.object({
  id: z.number(),
  issue_url: z.string().regex(/\/issues\/[1-9]\d*$/),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
  created_at: z.string(),
});

/** Lists a page; null: as it was when it had this etag. @throws GitHubUnavailableError, GitHubRefusedError */
export async function listRecentComments(repository: Repository, request: PageRequest): Promise<RecentComments | null> {
  const page = await fetchChanged(
    repository,
    {
      path: '/issues/comments',
      item: commentAnswer,
      send: (octokit, query) => octokit.rest.issues.listCommentsForRepo(query),
    },
    request,
  );
  if (page === null) return null;
  const { items, ...rest } = page;
  return { ...rest, comments: items.map(recentComment), isEmpty: items.length === 0 };
}

/** One comment as it is now. @throws GitHubUnavailableError, GitHubRefusedError */
export async function readComment(repository: Repository, id: number): Promise<RecentComment> {
  const request = {
    method: 'GET',
    path: `/issues/comments/${id}`,
    send: (octokit: Octokit, place: Place) => octokit.rest.issues.getComment({ ...place, comment_id: id }),
    answer: commentAnswer,
  } as const;
  const { data } = await wherever(repository, () => repository.send(request));
  return recentComment(data);
}

function recentComment({ id, issue_url: url, body, user, created_at: createdAt }: z.output<typeof commentAnswer>) {
  return {
    id: String(id),
    issue: Number(url.slice(url.lastIndexOf('/') + 1)),
    body: body ?? '',
    author: user?.login ?? '',
    isByBot: user?.type === 'Bot',
    createdAtMs: timeOf(createdAt),
  };
}
