/** Makes the requests that travel through the queue out of what a caller gave, checked field by field. */

import { type CheckinRequest, checkinRequestSchema, type CheckoutRequest } from '../../queues/requests.ts';
import { checkoutRequestSchema, PAYLOAD_VERSION, type Request } from '../../queues/requests.ts';
import { type CheckinStatus, type Fence, issueNumberSchema, type ProcessId } from '../../queues/values.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import {
  type CheckinOptions,
  checkinOptionsSchema,
  type CheckoutOptions,
  checkoutOptionsSchema,
} from './connect-options.ts';
import { newRequestId } from './random-id.ts';

/** A request, and the time within which its sender wants to know what became of it. */
export interface Timed<R extends Request> {
  request: R;
  timeoutMs: number;
}

/** Longest share of a request's time that is kept back for its withdrawal. */
const MOST_WITHDRAWAL_MS = 1_000;

/** Time at the end of a request's that is left to withdraw it if no answer came. */
export const withdrawalMs = (timeoutMs: number): number => Math.min(MOST_WITHDRAWAL_MS, timeoutMs / 5);

/** @throws RequestInvalidError naming the faulty fields */
export function checkoutRequest(
  { settings, clock }: ClientContext,
  asker: { processId: ProcessId; ttlMs: number },
  issue: number,
  options: CheckoutOptions,
): Timed<CheckoutRequest> {
  const { requestId, timeoutMs, ...rest } = parseRequest(checkoutOptionsSchema, options, 'options');
  const limitMs = timeoutMs ?? settings.requestTimeoutMs;
  const request = parseRequest(checkoutRequestSchema, {
    v: PAYLOAD_VERSION,
    kind: 'checkout',
    requestId: requestId ?? newRequestId(),
    issue: parseRequest(issueNumberSchema, issue, 'issue'),
    processId: asker.processId,
    ...rest,
    ttlMs: asker.ttlMs,
    // Nothing is granted any more once its sender has turned to withdrawing it.
    deadlineMs: Math.floor(clock.earliestMs + limitMs - withdrawalMs(limitMs)),
  });
  return { request, timeoutMs: limitMs };
}

/** @throws RequestInvalidError naming the faulty fields */
export function checkinRequest(
  { settings }: ClientContext,
  lease: { issue: number; processId: ProcessId; fence: Fence },
  status: CheckinStatus,
  options: CheckinOptions,
): Timed<CheckinRequest> {
  const { requestId, timeoutMs, result, metadata } = parseRequest(checkinOptionsSchema, options, 'options');
  const request = parseRequest(checkinRequestSchema, {
    v: PAYLOAD_VERSION,
    kind: 'checkin',
    requestId: requestId ?? newRequestId(),
    issue: lease.issue,
    processId: lease.processId,
    fence: lease.fence,
    status,
    result,
    metadata,
  });
  return { request, timeoutMs: timeoutMs ?? settings.requestTimeoutMs };
}
