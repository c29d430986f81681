/** An installation of a GitHub App: its token lives for an hour, is kept in this process only, and minted anew in time. */

import { installationTokenAnswer } from './answers.ts';
import { GitHubError } from './errors.ts';
import { type Credential, type GitHubIdentity, tokenCredential } from './identity.ts';
import type { GitHubSuccess, GitHubTransport } from './transport.ts';

/** Before its end: a request may wait so long for its slot, and then take some seconds. */
const EARLY_MS = 90_000;

export interface InstallationOptions {
  id: number;
  /** Speaks for the App, but through the installation's gate: what GitHub says of its tokens, such as that it is
   * suspended, it says of the installation, and not of the App's others. */
  asApp: GitHubTransport;
  /** Told when GitHub knows no such installation. */
  onGone: () => void;
}

interface Minted extends Credential {
  readonly mintedAtMs: number;
  readonly goodUntilMs: number;
}

export class InstallationIdentity implements GitHubIdentity {
  readonly #options: InstallationOptions;
  #minted: Minted | undefined;
  #minting: Promise<Minted> | undefined;

  constructor(options: InstallationOptions) {
    this.#options = options;
  }

  /** However many ask at once, one token is minted. */
  async current(): Promise<Credential> {
    if (this.#minted !== undefined && performance.now() < this.#minted.goodUntilMs) return this.#minted;
    this.#minting ??= this.#mint().finally(() => (this.#minting = undefined));
    return await this.#minting;
  }

  renew(refused: Credential): boolean {
    if (this.#minted === refused) this.#minted = undefined;
    return true;
  }

  async #mint(): Promise<Minted> {
    const mintedAtMs = performance.now();
    const { data, headers } = await this.#ask();
    const livesMs = Date.parse(data.expires_at) - githubNowMs(headers);
    this.#minted = { ...tokenCredential(data.token), mintedAtMs, goodUntilMs: mintedAtMs + livesMs - EARLY_MS };
    return this.#minted;
  }

  async #ask() {
    const { id, asApp, onGone } = this.#options;
    try {
      return await asApp.send({
        method: 'POST',
        // Nothing on GitHub changes by it; and an account that was refused is tried again with reads only.
        isRead: true,
        path: `/app/installations/${id}/access_tokens`,
        send: (octokit) => octokit.rest.apps.createInstallationAccessToken({ installation_id: id }),
        answer: installationTokenAnswer,
      });
    } catch (error) {
      if (error instanceof GitHubError && error.fault.kind === 'missing') onGone();
      throw error;
    }
  }
}

/** The end of a token is told by GitHub's clock, which this machine's may not agree with. */
function githubNowMs({ date }: GitHubSuccess<unknown>['headers']): number {
  const nowMs = Date.parse(String(date));
  return Number.isNaN(nowMs) ? Date.now() : nowMs;
}
