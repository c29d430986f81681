/** A GitHub App as itself: it may say which installations it has and mint their tokens, and nothing else. */

import { createAppAuth } from '@octokit/auth-app';
import type { Credential, GitHubIdentity } from './identity.ts';

const PROOF = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/**
 * Each request bears a proof of its own, signed here and good for some minutes. Where GitHub's clock says that it was
 * signed in the future, octokit signs it anew by that clock and sends the request once more, in the same slot.
 */
export function appIdentity(appId: string, privateKey: string): GitHubIdentity {
  const credential: Credential = {
    options: { authStrategy: createAppAuth, auth: { appId, privateKey } },
    mask: (text) => text.replaceAll(PROOF, '[token]'),
  };
  return { current: () => Promise.resolve(credential), renew: () => false };
}
