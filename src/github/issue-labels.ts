/** The labels of one issue on GitHub: read all, add some, remove one; each write checks that the answer shows it done. */

import type { z } from 'zod';
import { type BorneLabel, labelAnswer, labelListAnswer } from './answers.ts';
import { includesName } from './label-names.ts';
import type { Repository } from './repository.ts';

export class IssueLabels {
  readonly #repository: Repository;
  readonly #issue: number;

  constructor(repository: Repository, issue: number) {
    this.#repository = repository;
    this.#issue = issue;
  }

  /** All labels, named as GitHub spells them. */
  async list(): Promise<BorneLabel[]> {
    return await this.#repository.list(this.#path, labelAnswer, (octokit, page) =>
      octokit.rest.issues.listLabelsOnIssue({ ...page, issue_number: this.#issue }),
    );
  }

  /** Adds labels to those that are there; resolves only when the answer holds them. */
  async add(names: readonly string[]): Promise<void> {
    await this.#repository.send({
      method: 'POST',
      path: this.#path,
      send: (octokit, place) =>
        octokit.rest.issues.addLabels({ ...place, issue_number: this.#issue, labels: [...names] }),
      answer: labelListAnswer.refine((labels) => names.every((name) => holds(labels, name))),
    });
  }

  /** Removes one label; resolves only when the answer no longer holds it. */
  async remove(name: string): Promise<void> {
    await this.#repository.send({
      method: 'DELETE',
      path: `${this.#path}/${encodeURIComponent(name)}`,
      send: (octokit, place) => octokit.rest.issues.removeLabel({ ...place, issue_number: this.#issue, name }),
      answer: labelListAnswer.refine((labels) => !holds(labels, name)),
    });
  }

  get #path(): string {
    return `/issues/${this.#issue}/labels`;
  }
}

function holds(labels: z.output<typeof labelListAnswer>, name: string): boolean {
  return includesName(
    labels.map((label) => label.name),
    name,
  );
}
