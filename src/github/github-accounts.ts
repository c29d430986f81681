/** The way to GitHub for each project: the client of its own account, opened once for each account. */

import type { Project } from '../../queues/project.ts';
import type { ProjectAccess } from '../configuration/github-access.ts';
import { BugError } from '../errors.ts';
import { openGate } from './account-gate.ts';
import { accountOf } from './account.ts';
import { type GateOf, GitHubApp } from './github-app.ts';
import { GitHubClient } from './github-client.ts';
import { tokenIdentity } from './identity.ts';

export class GitHubAccounts {
  readonly #gateOf: GateOf;
  /** By the project's key; projects that share an account share what is here. */
  readonly #accounts = new Map<string, GitHubClient | GitHubApp>();

  /** `access`: by the project's key. Without gates nothing is held back: for an operator's own look. */
  constructor(access: ReadonlyMap<string, ProjectAccess>, gateOf: GateOf = () => openGate) {
    this.#gateOf = gateOf;
    const opened = new Map<string, GitHubClient | GitHubApp>();
    for (const [key, wanted] of access) {
      const same = JSON.stringify(wanted);
      const account = opened.get(same) ?? this.#open(wanted);
      opened.set(same, account);
      this.#accounts.set(key, account);
    }
  }

  /** Whether the project has an account, so that its labels can follow. */
  serves({ key }: Pick<Project, 'key'>): boolean {
    return this.#accounts.has(key);
  }

  get servesAny(): boolean {
    return this.#accounts.size > 0;
  }

  /** @throws GitHubUnavailableError, GitHubRefusedError where an App's installation has to be asked for, and can't be had */
  async clientOf(project: Project): Promise<GitHubClient> {
    const account = this.#accountOf(project);
    return account instanceof GitHubApp ? await account.clientOf(project) : account;
  }

  /** The App that serves the project; undefined where a token does. */
  appOf(project: Project): GitHubApp | undefined {
    const account = this.#accountOf(project);
    return account instanceof GitHubApp ? account : undefined;
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await Promise.all([...new Set(this.#accounts.values())].map((account) => account.close()));
  }

  #accountOf(project: Project): GitHubClient | GitHubApp {
    const account = this.#accounts.get(project.key);
    if (account === undefined) throw new BugError(`${project.name} has no account at GitHub`);
    return account;
  }

  #open({ as, ...place }: ProjectAccess): GitHubClient | GitHubApp {
    if ('app' in as) return new GitHubApp(as.app, place, this.#gateOf);
    const identity = tokenIdentity(as.token);
    return new GitHubClient({ ...place, identity }, this.#gateOf(accountOf(place.apiUrl, as.token)));
  }
}
