/** What people do to one issue's labels on GitHub, and what of it must be there in the end. */

import type { Status } from '../../queues/values.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';

export const ISSUE = 1;
const MOST_LABELS = 100;

/** One thing that a person does. */
export type Edit =
  | { edit: 'add' | 'remove'; name: string }
  /** Adds labels of no interest until only so many more can be added. */
  | { edit: 'fill'; roomLeft: number }
  /** Gives the label of a status another name. */
  | { edit: 'rename'; status: Status }
  | { edit: 'lock' | 'unlock' };

export class People {
  readonly #repository: SimulatedRepository;
  readonly #isOwned: (name: string) => boolean;
  /** In lower case, as GitHub compares them. */
  readonly #own: Set<string>;
  #isAtWork = false;
  #made = 0;
  readonly #faults: string[] = [];
  readonly #formerNames = new Set<string>();

  /** `isOwned`: whether the label is one of Mirin's; each change of another that nobody here made is a fault. */
  constructor(repository: SimulatedRepository, labels: readonly string[], isOwned: (name: string) => boolean) {
    this.#repository = repository;
    this.#isOwned = isOwned;
    this.#own = new Set(labels.map((name) => name.toLowerCase()));
  }

  /** People's labels that the issue must bear, in lower case. */
  get labels(): string[] {
    return [...this.#own];
  }

  /** What Mirin's labels were called before people renamed them. */
  get formerNames(): ReadonlySet<string> {
    return this.#formerNames;
  }

  /** Changes of people's labels that Mirin made. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  do(edit: Edit, calledNow: Map<Status, string>): void {
    this.#isAtWork = true;
    this.#perform(edit, calledNow);
    this.#isAtWork = false;
  }

  /** Sees each change of the issue's labels. */
  watch({ added, removed }: { added: readonly string[]; removed: readonly string[] }): void {
    if (this.#isAtWork) return;
    this.#faults.push(...[...added, ...removed].filter((name) => !this.#isOwned(name)));
  }

  /** So that a label of Mirin's finds its place. */
  makeRoom(): void {
    this.#isAtWork = true;
    for (const name of this.labels.filter((label) => label.startsWith('filler '))) this.#remove(name);
    this.#isAtWork = false;
  }

  #perform(edit: Edit, calledNow: Map<Status, string>): void {
    const issue = this.#repository.issue(ISSUE);
    switch (edit.edit) {
      case 'add':
        return this.#add(edit.name);
      case 'remove':
        return this.#remove(edit.name);
      case 'fill':
        while (issue.labels.length < MOST_LABELS - edit.roomLeft) this.#add(this.#newName('filler'));
        return;
      case 'rename':
        return this.#rename(edit.status, calledNow);
      default:
        issue.isLocked = edit.edit === 'lock';
    }
  }

  #add(name: string): void {
    if (this.#repository.issue(ISSUE).labels.length >= MOST_LABELS) return;
    // People define a label before they use it, as GitHub's pages make them.
    if (this.#repository.definitions.find(name) === undefined) this.#repository.definitions.define(name, 'd4c5f9');
    this.#repository.addLabels(ISSUE, [name]);
    if (!this.#isOwned(name)) this.#own.add(name.toLowerCase());
  }

  #remove(name: string): void {
    const bears = this.#repository.labelsOf(ISSUE).some((label) => label.toLowerCase() === name.toLowerCase());
    if (!bears) return;
    this.#repository.removeLabel(ISSUE, name);
    this.#own.delete(name.toLowerCase());
  }

  #rename(status: Status, calledNow: Map<Status, string>): void {
    const from = calledNow.get(status);
    if (from === undefined || this.#repository.definitions.find(from) === undefined) return;
    const to = this.#newName(status);
    this.#repository.definitions.rename(from, to);
    this.#formerNames.add(from);
    calledNow.set(status, to);
  }

  #newName(what: string): string {
    this.#made += 1;
    return `${what} ${this.#made}`;
  }
}
