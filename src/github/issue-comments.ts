/** The comments of one issue on GitHub: looks for one by its hidden marker, and posts one. */

import { commentAnswer } from './answers.ts';
import type { Repository } from './repository.ts';

export class IssueComments {
  readonly #repository: Repository;
  readonly #issue: number;

  constructor(repository: Repository, issue: number) {
    this.#repository = repository;
    this.#issue = issue;
  }

  /** Whether a comment that was written or changed since then holds the marker. */
  async hold(marker: string, since: Date): Promise<boolean> {
    const comments = await this.#repository.list(this.#path, commentAnswer, (octokit, page) =>
      octokit.rest.issues.listComments({ ...page, issue_number: this.#issue, since: since.toISOString() }),
    );
    return comments.some(({ body }) => body?.includes(marker) === true);
  }

  /** Posts a comment; resolves only when the answer shows it. */
  async post(body: string): Promise<void> {
    await this.#repository.send({
      method: 'POST',
      path: this.#path,
      send: (octokit, place) => octokit.rest.issues.createComment({ ...place, issue_number: this.#issue, body }),
      answer: commentAnswer,
    });
  }

  get #path(): string {
    return `/issues/${this.#issue}/comments`;
  }
}
