/** What came of one attempt at a request: a reply of any status, or none and why. */

/** The methods that Mirin uses. There is no PUT: it would wipe labels that a person added meanwhile. */
export type GitHubMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface GitHubReply {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | number | undefined>>;
  /** Parsed JSON; text where it was none, also where it was cut off. */
  data: unknown;
}

export type GitHubAttempt = { reply: GitHubReply } | { cause: unknown };
