/** Runs a handler under a lease and hands the issue back by how it ended. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus } from '../../queues/values.ts';
import { LeaseLostError } from '../errors.ts';
import type { CheckoutAnswer, Lease } from './lease.ts';

/** What a handler returns: the status to hand back to (default `completed`), and what goes with it. */
export interface WorkResult {
  status?: CheckinStatus;
  result?: unknown;
  metadata?: unknown;
}

export type WithIssueOutcome<T> =
  { outcome: 'done'; checkin: CheckinOutcome; value: T } | Exclude<CheckoutAnswer, { outcome: 'granted' }>;

export async function withIssue<T extends WorkResult>(
  checkout: () => Promise<CheckoutAnswer>,
  handler: (lease: Lease) => Promise<T>,
): Promise<WithIssueOutcome<T>> {
  const answer = await checkout();
  if (answer.outcome !== 'granted') return answer;
  const { value, checkin } = await runUnderLease(answer.lease, handler);
  return { outcome: 'done', checkin, value };
}

/** Runs the handler, then checks in what it returned, or `error` when it threw. */
export async function runUnderLease<T extends WorkResult>(
  lease: Lease,
  handler: (lease: Lease) => Promise<T>,
): Promise<{ value: T; checkin: CheckinOutcome }> {
  const value = await runHandler(lease, handler);
  const { status = 'completed', result, metadata } = value;
  const checkin = await lease.checkin(status, { ...given('result', result), ...given('metadata', metadata) });
  if (checkin.outcome === 'superseded') throw new LeaseLostError(lease.issue, 'it was superseded before its checkin');
  return { value, checkin };
}

async function runHandler<T>(lease: Lease, handler: (lease: Lease) => Promise<T>): Promise<T> {
  try {
    return await handler(lease);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The handler's own fault is what its caller must see; a lost lease answers `superseded` here.
    await lease.checkin('error', { result: { error: message.slice(0, 2_000) } }).catch(() => undefined);
    throw error;
  }
}

const given = (name: string, value: unknown): Record<string, unknown> => (value === undefined ? {} : { [name]: value });
