/** How the GitHub simulator shows the account behind its token. */

import { viewUser } from './simulated-views.ts';

/** What GitHub says of every account, and nobody here has. */
const NOTHING_KNOWN = {
  name: null,
  company: null,
  blog: null,
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: '2011-01-26T19:01:12Z',
  updated_at: '2011-01-26T19:14:43Z',
};

/** `origin` is that of the simulator, as the client named it. */
export const viewAccount = (origin: string) => ({ ...viewUser(origin), ...NOTHING_KNOWN });
