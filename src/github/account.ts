/** Who asks GitHub: an account is a token or an installation at one API host, known by a short hash and never by the token. */

import { createHash } from 'node:crypto';

export interface GitHubAccount {
  /** Twelve hex digits. */
  id: string;
  /** `api.github.com`, or an Enterprise Server's, with its port where it has one. */
  host: string;
}

/** `identity`: what the limits are counted by, a token or `installation:ID`; secret or not, only its hash is kept. */
export function accountOf(apiUrl: string, identity: string): GitHubAccount {
  const { host } = new URL(apiUrl);
  const id = createHash('sha256').update(`${host}\n${identity}`).digest('hex').slice(0, 12);
  return { id, host };
}
