/** The way to GitHub with one account: hands out repositories to work on and owns the sockets. */

import { openGate, type AccountGate } from './account-gate.ts';
import { Repository, type Place } from './repository.ts';
import { GitHubTransport, type GitHubAccess } from './transport.ts';

export class GitHubClient {
  /** What this account's requests pass, and passes of label sync as a whole. */
  readonly gate: AccountGate;
  readonly #transport: GitHubTransport;

  /** Without a gate nothing is held back. */
  constructor(access: GitHubAccess, gate: AccountGate = openGate) {
    this.gate = gate;
    this.#transport = new GitHubTransport(access, gate);
  }

  /**
   * A repository with a count of requests of its own; follows renames for as long as it is kept.
   * `patienceMs`: how long each request may wait for its slot, where nothing else waits for the caller.
   */
  repository(project: Place, { patienceMs }: { patienceMs?: number } = {}): Repository {
    return new Repository(this.#transport, project, patienceMs);
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
