/** Carries out a checkout request. */

import type { CheckoutRequest } from '../queues/requests.ts';
import { fenceSchema } from '../queues/values.ts';
import type { CheckoutOutcome } from '../queues/outcomes.ts';
import { afterChange, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { checkout, type CheckoutResult } from '../src/transitions/checkout.ts';
import type { Handler } from './handler.ts';
import type { Site } from './site.ts';

export const handleCheckout: Handler<CheckoutRequest> = async (request, site, { rules }) => {
  const result = await checkout(site.store, request, rules);
  const { outcome } = result;
  const { issue, processId } = request;
  return {
    summary: outcome,
    followUps: await followUps(result, site, issue),
    event:
      outcome.outcome === 'granted'
        ? { name: 'checkout.granted', fields: { issue, processId, fence: outcome.fence, attempt: outcome.attempt } }
        : { name: 'checkout.refused', fields: { issue, processId, outcome: outcome.outcome } },
  };
};

async function followUps({ outcome, worthlessTicket }: CheckoutResult, site: Site, issue: number): Promise<FollowUp[]> {
  if (outcome.outcome === 'held' && outcome.expired) return nudgeRepair(site, issue, outcome);
  if (outcome.outcome !== 'granted') return [];
  const dropped: FollowUp[] = worthlessTicket === undefined ? [] : [{ kind: 'drop-ticket', ticketId: worthlessTicket }];
  return [...afterChange(issue), ...dropped];
}

/** Somebody wants an issue whose lease ran out: its repair need not wait for the next scan. */
async function nudgeRepair(
  { store }: Site,
  issue: number,
  held: Extract<CheckoutOutcome, { outcome: 'held' }>,
): Promise<FollowUp[]> {
  const fence = fenceSchema.safeParse(await store.redis.hget(store.keys.issue(issue).issue, 'fence'));
  if (!fence.success) return [];
  const orphan = {
    issue,
    holder: held.holder,
    fence: fence.data,
    deadlineMs: held.expiresAtMs,
    cause: 'expired' as const,
  };
  return [{ kind: 'orphan-repair', orphan }];
}
