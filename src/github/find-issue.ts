/** One issue as it is on GitHub now. */

import { GitHubError } from './errors.ts';
import { issueAnswer, listedIssue, type ListedIssue } from './listed-issue.ts';
import type { Repository } from './repository.ts';
import { wherever } from './wherever.ts';

/**
 * undefined: it was deleted or moved away, it is too new for the replica that was asked, or it is a pull request.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function findIssue(repository: Repository, issue: number): Promise<ListedIssue | undefined> {
  try {
    return await wherever(repository, () => readIssue(repository, issue));
  } catch (error) {
    if (error instanceof GitHubError && GONE.has(error.fault.kind)) return undefined;
    throw error;
  }
}

async function readIssue(repository: Repository, issue: number): Promise<ListedIssue | undefined> {
  const { data } = await repository.send({
    method: 'GET',
    path: `/issues/${issue}`,
    send: (octokit, place) => octokit.rest.issues.get({ ...place, issue_number: issue }),
    answer: issueAnswer,
  });
  return listedIssue(data);
}

const GONE = new Set(['missing', 'moved', 'permanent']);
