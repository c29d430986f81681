/** The way to GitHub with one account: hands out repositories to work on and owns the sockets. */

import { Repository, type Place } from './repository.ts';
import { GitHubTransport, type GitHubAccess } from './transport.ts';

export class GitHubClient {
  readonly #transport: GitHubTransport;

  constructor(access: GitHubAccess) {
    this.#transport = new GitHubTransport(access);
  }

  /** A repository with a count of requests of its own; follows renames for as long as it is kept. */
  repository(project: Place): Repository {
    return new Repository(this.#transport, project);
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
