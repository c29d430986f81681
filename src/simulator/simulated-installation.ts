/** An installation of the simulated GitHub App: its repositories, its rights, the tokens that were minted for it. */

import { randomBytes } from 'node:crypto';
import { SimulatedAccount } from './simulated-account.ts';
import { refuse } from './simulated-answer.ts';

export interface SimulatedInstallationSeed {
  id: number;
  /** `owner/repo`, in any case. */
  repositories: readonly string[];
  /** Default: what Mirin needs. */
  permissions?: Readonly<Record<string, string>>;
}

export interface SimulatedToken {
  token: string;
  expiresAtMs: number;
}

export class SimulatedInstallation {
  readonly id: number;
  /** Its own limits, apart from those of others. */
  readonly account: SimulatedAccount;
  readonly createdAt = new Date().toISOString();
  permissions: Readonly<Record<string, string>>;
  /** When its owner suspended it. */
  suspendedAt: string | null = null;
  readonly #repositories: ReadonlySet<string>;
  #tokens: SimulatedToken[] = [];

  constructor({ id, repositories, permissions = { issues: 'write', metadata: 'read' } }: SimulatedInstallationSeed) {
    this.id = id;
    this.account = new SimulatedAccount(`installation ID ${id}`);
    this.permissions = permissions;
    this.#repositories = new Set(repositories.map((name) => name.toLowerCase()));
  }

  has(repository: string): boolean {
    return this.#repositories.has(repository.toLowerCase());
  }

  /** Every token that was minted so far, those that are good no more included. */
  get minted(): readonly string[] {
    return this.#tokens.map(({ token }) => token);
  }

  /** @throws SimulatedRefusal (403) while it is suspended */
  mint(livesMs: number): SimulatedToken {
    this.#checkActive();
    const minted = { token: `ghs_${randomBytes(18).toString('hex')}`, expiresAtMs: Date.now() + livesMs };
    this.#tokens.push(minted);
    return minted;
  }

  isToken(token: string): boolean {
    return this.#tokens.some((minted) => minted.token === token && minted.expiresAtMs > Date.now());
  }

  /** Ends all tokens before their time, as GitHub may. */
  revokeTokens(): void {
    this.#tokens = this.#tokens.map((minted) => ({ ...minted, expiresAtMs: 0 }));
  }

  /** @throws SimulatedRefusal (403) for what its rights do not allow */
  checkRight(method: string, repository: string): void {
    this.#checkActive();
    const mayWrite = this.permissions['issues'] === 'write' && this.has(repository);
    if (method !== 'GET' && !mayWrite) throw refuse(403, 'Resource not accessible by integration');
  }

  #checkActive(): void {
    if (this.suspendedAt !== null) throw refuse(403, 'This installation has been suspended');
  }
}
