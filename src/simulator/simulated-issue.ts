/** One issue of a simulated repository: its labels, at most 100, and its comments. */

import { refuse, refuseField } from './simulated-answer.ts';
import { checkName, type SimulatedLabel, type SimulatedLabels } from './simulated-labels.ts';

export interface SimulatedComment {
  id: number;
  body: string;
  createdAt: string;
  author: SimulatedAuthor;
}

/** Who writes; the account of the simulator's token unless another is named. */
export interface SimulatedAuthor {
  login: string;
  type: 'User' | 'Bot';
}

export const OWN_ACCOUNT: SimulatedAuthor = { login: 'simulated-user', type: 'User' };

/** That somebody set a label, or took it off. */
export interface SimulatedEvent {
  id: number;
  event: 'labeled' | 'unlabeled';
  label: SimulatedLabel;
  /** A login; one that ends in `[bot]` is a bot's. */
  actor: string;
  createdAt: string;
}

/** What one change did to an issue's labels. */
export interface LabelDifference {
  added: string[];
  removed: string[];
}

const MOST_LABELS = 100;

export class SimulatedIssue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly isPullRequest: boolean;
  createdAt = new Date().toISOString();
  updatedAt = this.createdAt;
  /** Nobody may comment on it; labels may change. */
  isLocked = false;
  isClosed = false;
  assignees: readonly string[] = [];
  readonly comments: SimulatedComment[] = [];
  /** What happened to its labels, oldest first. */
  readonly events: SimulatedEvent[] = [];
  readonly #definitions: SimulatedLabels;
  #labels: SimulatedLabel[] = [];

  constructor(
    definitions: SimulatedLabels,
    issue: { id: number; number: number; title: string; isPullRequest: boolean },
  ) {
    this.#definitions = definitions;
    this.id = issue.id;
    this.number = issue.number;
    this.title = issue.title;
    this.isPullRequest = issue.isPullRequest;
  }

  get labels(): readonly SimulatedLabel[] {
    return this.#labels;
  }

  addLabels(names: readonly string[]): LabelDifference {
    return this.#become([...this.#labels.map((label) => label.name), ...names]);
  }

  setLabels(names: readonly string[]): LabelDifference {
    return this.#become(names);
  }

  removeLabel(name: string): LabelDifference {
    const label = this.#definitions.find(name);
    if (label === undefined || !this.#labels.includes(label)) throw refuse(404, 'Label does not exist');
    return this.#become(this.#labels.filter((other) => other !== label).map((other) => other.name));
  }

  addComment(id: number, body: string, author: SimulatedAuthor): SimulatedComment {
    if (this.isLocked) throw refuse(403, 'Unable to create comment because issue is locked.');
    const comment = { id, body, createdAt: new Date().toISOString(), author };
    this.comments.push(comment);
    this.updatedAt = comment.createdAt;
    return comment;
  }

  /** Closes or opens it, as a person does. */
  setClosed(isClosed: boolean): void {
    this.isClosed = isClosed;
    this.updatedAt = new Date().toISOString();
  }

  /** Checks everything before the first change: a refused request leaves nothing behind, no new definition either. */
  #become(names: readonly string[]): LabelDifference {
    for (const name of names) checkName(name);
    const distinct = new Map(names.map((name) => [name.toLowerCase(), name]));
    if (distinct.size > MOST_LABELS) {
      throw refuseField('Issue', 'labels', 'custom', `Issues cannot have more than ${MOST_LABELS} labels`);
    }
    const before = this.#labels;
    this.#labels = [...distinct.values()].map((name) => this.#definitions.use(name));
    this.updatedAt = new Date().toISOString();
    return { added: namesWithout(this.#labels, before), removed: namesWithout(before, this.#labels) };
  }
}

function namesWithout(labels: readonly SimulatedLabel[], others: readonly SimulatedLabel[]): string[] {
  return labels.filter((label) => !others.includes(label)).map((label) => label.name);
}
