/** In whose name requests are sent: what a transport asks before each of them, and tells when GitHub did not take it. */

import type { Octokit } from '@octokit/rest';

type OctokitOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;

/** One and the same object for as long as it is good. */
export interface Credential {
  /** What octokit authenticates by. */
  readonly options: Pick<OctokitOptions, 'auth' | 'authStrategy'>;
  /** By this process's monotonic clock; only where it was minted a while ago at most. */
  readonly mintedAtMs?: number;
  /** Takes the secret out of a text that may echo it. */
  mask(text: string): string;
}

export interface GitHubIdentity {
  /** @throws GitHubUnavailableError, GitHubRefusedError where one has to be minted, and GitHub won't */
  current(): Promise<Credential>;
  /** GitHub refused it (401): whether another one can be had. */
  renew(refused: Credential): boolean;
}

const MASK = '[token]';

/** Of whoever bears the token: GitHub takes it or not. */
export function tokenIdentity(token: string): GitHubIdentity {
  const credential = tokenCredential(token);
  return { current: () => Promise.resolve(credential), renew: () => false };
}

export function tokenCredential(token: string): Credential {
  return { options: { auth: token }, mask: (text) => text.replaceAll(token, MASK) };
}
