/** One repository of the GitHub simulator, with what tests and the demo need to seed it and to look into it. */

import { refuse } from './simulated-answer.ts';
import {
  type LabelDifference,
  OWN_ACCOUNT,
  type SimulatedAuthor,
  type SimulatedComment,
  type SimulatedEvent,
  SimulatedIssue,
} from './simulated-issue.ts';
import { SimulatedLabels, type SimulatedLabel } from './simulated-labels.ts';

/** A change of an issue's labels, by whomever. */
export interface LabelChange extends LabelDifference {
  /** `owner/repo`. */
  repository: string;
  issue: number;
  /** All labels after the change. */
  labels: string[];
  at: Date;
}

/** Whoever changes something by a request, or by hand where nobody is named. */
export const SIMULATED_USER = 'simulated-user';

/** An issue to seed; the number is the next free one unless given. */
export interface SimulatedIssueSeed {
  number?: number;
  title?: string;
  labels?: readonly string[];
  isPullRequest?: boolean;
}

export class SimulatedRepository {
  readonly id: number;
  readonly definitions: SimulatedLabels;
  /** What people may do, by login: `admin`, `write` or `read`; others may read. */
  readonly permissions = new Map<string, string>();
  readonly #issues = new Map<number, SimulatedIssue>();
  readonly #nextId: () => number;
  readonly #report: (change: LabelChange) => void;
  #name: string;

  constructor(name: string, nextId: () => number, report: (change: LabelChange) => void) {
    this.id = nextId();
    this.definitions = new SimulatedLabels(nextId);
    this.#name = name;
    this.#nextId = nextId;
    this.#report = report;
  }

  /** `owner/repo`, as it was spelled first. */
  get name(): string {
    return this.#name;
  }

  /** Gives the repository another name; the old one then redirects. */
  rename(name: string): void {
    this.#name = name;
  }

  /** Seeds an issue and returns its number. Seeding is no label change. */
  createIssue({ number, title, labels = [], isPullRequest = false }: SimulatedIssueSeed = {}): number {
    const given = number ?? Math.max(0, ...this.#issues.keys()) + 1;
    const issue = new SimulatedIssue(this.definitions, {
      id: this.#nextId(),
      number: given,
      title: title ?? `Issue ${given}`,
      isPullRequest,
    });
    issue.addLabels(labels);
    this.#issues.set(given, issue);
    return given;
  }

  issues(): SimulatedIssue[] {
    return [...this.#issues.values()];
  }

  /** @throws SimulatedRefusal (404) */
  issue(number: number): SimulatedIssue {
    const issue = this.#issues.get(number);
    if (issue === undefined) throw refuse(404, 'Not Found');
    return issue;
  }

  /** The names of an issue's labels, in the order in which they were given. */
  labelsOf(number: number): string[] {
    return this.issue(number).labels.map((label) => label.name);
  }

  commentsOf(number: number): readonly SimulatedComment[] {
    return this.issue(number).comments;
  }

  /** Changes labels as a person does on the web pages, or as a request does. */
  addLabels(number: number, names: readonly string[], actor = SIMULATED_USER): readonly SimulatedLabel[] {
    return this.#changed(number, actor, (issue) => issue.addLabels(names));
  }

  setLabels(number: number, names: readonly string[], actor = SIMULATED_USER): readonly SimulatedLabel[] {
    return this.#changed(number, actor, (issue) => issue.setLabels(names));
  }

  removeLabel(number: number, name: string, actor = SIMULATED_USER): readonly SimulatedLabel[] {
    return this.#changed(number, actor, (issue) => issue.removeLabel(name));
  }

  /** Every comment, with its issue. */
  comments(): { issue: number; comment: SimulatedComment }[] {
    return this.issues().flatMap(({ number, comments }) => comments.map((comment) => ({ issue: number, comment })));
  }

  addComment(number: number, body: string, author: SimulatedAuthor = OWN_ACCOUNT): SimulatedComment {
    return this.issue(number).addComment(this.#nextId(), body, author);
  }

  #changed(
    number: number,
    actor: string,
    change: (issue: SimulatedIssue) => LabelDifference,
  ): readonly SimulatedLabel[] {
    const issue = this.issue(number);
    const { added, removed } = change(issue);
    this.#record(issue, actor, { labeled: added, unlabeled: removed });
    if (added.length + removed.length > 0) {
      const labels = this.labelsOf(number);
      this.#report({ repository: this.#name, issue: number, added, removed, labels, at: new Date() });
    }
    return issue.labels;
  }

  #record(
    { events }: SimulatedIssue,
    actor: string,
    changes: Record<SimulatedEvent['event'], readonly string[]>,
  ): void {
    const createdAt = new Date().toISOString();
    for (const event of ['unlabeled', 'labeled'] as const) {
      const labels = changes[event].map((name) => this.definitions.use(name));
      events.push(...labels.map((label) => ({ id: this.#nextId(), event, label, actor, createdAt })));
    }
  }
}
