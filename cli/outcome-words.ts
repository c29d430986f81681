/** Words the outcomes of requests for people. */

import type { CheckinOutcome, CheckoutOutcome } from '../queues/outcomes.ts';
import { local, relative, when } from './times.ts';

/** Why a checkout was refused, as the rest of a sentence that begins with the issue. */
export function refusalWords(outcome: Exclude<CheckoutOutcome, { outcome: 'granted' }>): string {
  switch (outcome.outcome) {
    case 'held':
      return heldWords(outcome);
    case 'completed':
      return 'is completed (--reopen takes it all the same)';
    case 'quarantined':
      return `is quarantined: ${outcome.reason} (mirin quarantine release)`;
    case 'cooling-down':
      return `is granted again at ${local(outcome.untilMs)} (${outcome.reason})`;
    case 'failed':
      return `was not granted: the request failed with ${outcome.code}`;
    case 'deadline-passed':
    case 'abandoned':
      return 'was not granted: no worker took the request in time';
    case 'process-ended':
    case 'key-reused':
      return `was not granted (${outcome.outcome})`;
  }
}

function heldWords({ holder, sinceMs, expiresAtMs, expired }: Extract<CheckoutOutcome, { outcome: 'held' }>): string {
  const until = expired ? `ran out ${relative(expiresAtMs)} and is about to be repaired` : `until ${when(expiresAtMs)}`;
  return `is held by ${holder} since ${local(sinceMs)}, ${until}`;
}

/** What became of a checkin, as the rest of a sentence that begins with the issue. */
export function checkinWords(outcome: CheckinOutcome, status: string): string {
  switch (outcome.outcome) {
    case 'committed':
      return `is ${status}`;
    case 'already':
      return `is ${outcome.status}: this lease said so before`;
    case 'superseded':
      return 'was not changed: the lease is no longer current (what came with it is kept)';
    case 'not-held':
      return 'was not changed: no such lease was ever given';
    case 'failed':
      return `was not changed: the request failed with ${outcome.code}`;
    case 'deadline-passed':
    case 'abandoned':
    case 'key-reused':
      return `was not changed (${outcome.outcome})`;
  }
}
