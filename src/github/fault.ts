/** What went wrong with a request to GitHub, as a value that says what can be done about it. */

/**
 * - `transient`: may go away by itself; try again, each time later
 * - `rate-limited`: the account has to wait `retryAfterMs`; no attempt is used up
 * - `deferred`: the account's gate gave no slot for `retryAfterMs`; nothing was sent
 * - `permanent`: no retry mends it
 * - `moved`: GitHub named another place; nothing was done at this one
 * - `missing`: 404, which may also mean no access, or a replica that lags; read again before believing it
 * - `unauthorized`: the token is not (or no longer) valid, or its account is suspended
 */
export type GitHubFaultKind =
  | 'transient'
  | 'rate-limited'
  | 'deferred'
  | 'permanent'
  | 'moved'
  | 'missing'
  | 'unauthorized';

/** Refusals that a caller may know how to go on from. */
export type GitHubRefusal = 'already-exists' | 'too-many-labels' | 'no-such-label';

export interface GitHubFault {
  kind: GitHubFaultKind;
  /** For people: status and GitHub's own words, shortened. Never holds the token. */
  reason: string;
  /** A write that may have been carried out all the same: read before sending it again. */
  isAmbiguousWrite: boolean;
  /**
   * How long GitHub is to be left alone, in ms. Always there when `rate-limited` or `deferred`; when `missing` or
   * `permanent` only where the token is so new that this may not be the last word.
   */
  retryAfterMs?: number;
  refusal?: GitHubRefusal;
  /** Where GitHub points to, when `moved`: as it came, possibly another origin's. */
  location?: string;
}
