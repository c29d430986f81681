/** Runs a handler under a lease and hands the issue back by how it ended. */

import { z } from 'zod';
import { jsonValueSchema } from '../../queues/json-text.ts';
import type { CheckinOutcome } from '../../queues/outcomes.ts';
import { type CheckinStatus, checkinStatusSchema } from '../../queues/values.ts';
import { LeaseLostError } from '../errors.ts';
import { present } from '../store/present.ts';
import { parseRequest } from '../validation.ts';
import { checkinWhileTrusted } from './checkin-while-trusted.ts';
import type { CheckoutAnswer, Lease } from './lease.ts';

/** What a handler returns: the status to hand back to (default `completed`), and what goes with it. */
export interface WorkResult {
  status?: CheckinStatus;
  result?: unknown;
  metadata?: unknown;
}

export type WithIssueOutcome<T> =
  | { outcome: 'done'; checkin: CheckinOutcome; value: T }
  | Exclude<CheckoutAnswer, { outcome: 'granted' }>;

export async function withIssue<T extends WorkResult | void>(
  checkout: () => Promise<CheckoutAnswer>,
  handler: (lease: Lease) => Promise<T>,
): Promise<WithIssueOutcome<T>> {
  const answer = await checkout();
  if (answer.outcome !== 'granted') return answer;
  const { value, checkin } = await runUnderLease(answer.lease, handler);
  return { outcome: 'done', checkin, value };
}

/** Runs the handler, then checks in what it returned; `error` when it threw or returned what can't be checked in. */
export async function runUnderLease<T extends WorkResult | void>(
  lease: Lease,
  handler: (lease: Lease) => Promise<T>,
): Promise<{ value: T; checkin: CheckinOutcome }> {
  lease.watchProgress();
  const value = await runHandler(lease, handler);
  const { status = 'completed', result, metadata } = value ?? {};
  const checkin = await checkinWhileTrusted(lease, status, present({ result, metadata }));
  if (checkin.outcome === 'superseded' || checkin.outcome === 'not-held') {
    throw new LeaseLostError({ issue: lease.issue }, 'it was no longer current at its checkin');
  }
  return { value, checkin };
}

async function runHandler<T extends WorkResult | void>(
  lease: Lease,
  handler: (lease: Lease) => Promise<T>,
): Promise<T> {
  try {
    const value = await handler(lease);
    parseRequest(workResultSchema, value ?? {}, "the handler's result");
    return value;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The handler's own fault is what its caller must see; a lost lease answers `superseded` here.
    const result = { error: message.slice(0, 2_000) };
    await checkinWhileTrusted(lease, 'error', { result }).catch(() => undefined);
    throw error;
  }
}

/** Whatever else a handler returns is its caller's own. */
const workResultSchema = z.looseObject(
  {
    status: checkinStatusSchema.optional(),
    result: jsonValueSchema.optional(),
    metadata: jsonValueSchema.optional(),
  },
  { error: 'an object such as { status, result }, or nothing' },
);
