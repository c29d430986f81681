/** What becomes of a job of which GitHub refused a part: what passes by itself is tried again, for the rest the next one is soon enough. */

import type { GitHubError } from '../src/github/errors.ts';
import type { Handled } from './handler.ts';

/** @throws the error itself where the queue's own pauses fit. */
export function putOff(error: GitHubError, summary: object): Handled {
  const { kind, reason, retryAfterMs } = error.fault;
  if (kind === 'transient' && retryAfterMs === undefined) throw error;
  return {
    summary: { ...summary, reason },
    events: [{ name: 'intake.failed', fields: { reason } }],
    ...(retryAfterMs !== undefined && { againAfterMs: retryAfterMs }),
  };
}
