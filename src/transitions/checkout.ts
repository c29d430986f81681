/** Takes a lease. */

import type { CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript, type ScriptCall } from '../redis/script.ts';
import { only, type Settled } from '../redis/settled.ts';
import { decodeCheckoutOutcome } from './decode-outcome.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { LeaseRules } from './lease-rules.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./checkout.lua', import.meta.url));

export interface CheckoutResult {
  request: CheckoutRequest;
  outcome: CheckoutOutcome;
  /** The ticket of the issue's task that nobody needs to draw any more. */
  worthlessTicket: string | undefined;
}

/** Carries out a checkout request, once however often it is called. */
export async function checkout(
  store: ProjectStore,
  request: CheckoutRequest,
  rules: LeaseRules,
): Promise<CheckoutResult> {
  return only(await checkoutAll(store, [request], rules));
}

/** Carries out checkout requests in one step; the fault of one leaves the others alone. */
export async function checkoutAll(
  store: ProjectStore,
  requests: readonly CheckoutRequest[],
  rules: LeaseRules,
): Promise<Settled<CheckoutResult>[]> {
  return script.runAll(
    store.redis,
    requests.map((request) => callFor(store, request, rules)),
  );
}

const callFor = (store: ProjectStore, request: CheckoutRequest, rules: LeaseRules): ScriptCall<CheckoutResult> => ({
  keys: {
    ...recordKeys(store, request.issue, request.processId),
    request: store.keys.request(request.requestId),
    replies: store.keys.replies(request.processId),
  },
  args: {
    ...recordArgs(store, request.issue),
    request_id: request.requestId,
    fingerprint: fingerprintOf(request),
    process_id: request.processId,
    task_type: request.taskType,
    priority: request.priority,
    ttl_ms: request.ttlMs,
    deadline_ms: request.deadlineMs,
    reopen: request.reopen ? 1 : 0,
    adopt: request.adopt ? 1 : 0,
    restart_wait_ms: rules.restartWaitMs,
  },
  read: (reply) => {
    const fields = fieldsOf(reply, 'checkout');
    return {
      request,
      outcome: decodeCheckoutOutcome(fieldAt(fields, 0)),
      worthlessTicket: fieldAt(fields, 1) || undefined,
    };
  },
});
