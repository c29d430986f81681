/** A GitHub App at one host: knows which of its installations has a repository, and opens one client for each. */

import type { Project } from '../../queues/project.ts';
import type { GitHubAppKey } from '../configuration/github-access.ts';
import type { AccountGate } from './account-gate.ts';
import { accountOf, type GitHubAccount } from './account.ts';
import { type Installation, installationAnswer } from './answers.ts';
import { appIdentity } from './app-identity.ts';
import { GitHubClient } from './github-client.ts';
import type { GitHubIdentity } from './identity.ts';
import { InstallationIdentity } from './installation-identity.ts';
import { type GitHubAccess, GitHubTransport } from './transport.ts';

/** One account's requests, whoever of this process sends them, pass one gate. */
export type GateOf = (account: GitHubAccount) => AccountGate;

interface OpenInstallation {
  asApp: GitHubTransport;
  client: GitHubClient;
}

export class GitHubApp {
  readonly #key: GitHubAppKey;
  readonly #access: Omit<GitHubAccess, 'identity'>;
  readonly #identity: GitHubIdentity;
  readonly #gateOf: GateOf;
  /** For what the App asks of itself: its own limits, and its own breaker where its key is refused. */
  readonly #transport: GitHubTransport;
  /** By the project's key. */
  readonly #installationIds = new Map<string, number>();
  readonly #open = new Map<number, OpenInstallation>();

  constructor(key: GitHubAppKey, access: Omit<GitHubAccess, 'identity'>, gateOf: GateOf) {
    this.#key = key;
    this.#access = access;
    this.#identity = appIdentity(key.appId, key.privateKey);
    this.#gateOf = gateOf;
    this.#transport = this.#asApp(gateOf(accountOf(access.apiUrl, `app:${key.appId}`)));
  }

  /** @throws GitHubUnavailableError, GitHubRefusedError where the installation has to be asked for, and can't be had */
  async clientOf(project: Project): Promise<GitHubClient> {
    const id =
      this.#key.installationId ?? this.#installationIds.get(project.key) ?? (await this.installationOf(project)).id;
    const { client } = this.#open.get(id) ?? this.#openInstallation(id);
    return client;
  }

  /**
   * The installation that has the project, as GitHub tells it now.
   * @throws GitHubUnavailableError, GitHubRefusedError (`missing`: the App is not installed there)
   */
  async installationOf({ key, owner, repo }: Project): Promise<Installation> {
    const { data } = await this.#transport.send({
      method: 'GET',
      path: `/repos/${owner}/${repo}/installation`,
      send: (octokit) => octokit.rest.apps.getRepoInstallation({ owner, repo }),
      answer: installationAnswer,
    });
    this.#installationIds.set(key, data.id);
    return data;
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    const opened = [...this.#open.values()].flatMap(({ asApp, client }) => [asApp, client]);
    await Promise.all([this.#transport, ...opened].map((one) => one.close()));
  }

  #openInstallation(id: number): OpenInstallation {
    const gate = this.#gateOf(accountOf(this.#access.apiUrl, `installation:${id}`));
    const asApp = this.#asApp(gate);
    const identity = new InstallationIdentity({ id, asApp, onGone: () => this.#forget(id) });
    const opened = { asApp, client: new GitHubClient({ ...this.#access, identity }, gate) };
    this.#open.set(id, opened);
    return opened;
  }

  /** An App that was installed anew has another installation. */
  #forget(id: number): void {
    for (const [key, known] of this.#installationIds) if (known === id) this.#installationIds.delete(key);
  }

  #asApp(gate: AccountGate): GitHubTransport {
    return new GitHubTransport({ ...this.#access, identity: this.#identity }, gate);
  }
}
