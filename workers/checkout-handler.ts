/** Carries out checkout requests. */

import type { CheckoutOutcome } from '../queues/outcomes.ts';
import type { CheckoutRequest } from '../queues/requests.ts';
import { fenceSchema } from '../queues/values.ts';
import { afterChange, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { eachReply, type Settled } from '../src/redis/settled.ts';
import { checkoutAll, type CheckoutResult } from '../src/transitions/checkout.ts';
import type { Answered, Told } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

/** Carries them out in one step, in their order. */
export async function answerCheckouts(
  requests: readonly CheckoutRequest[],
  site: Site,
  { rules }: WorkerContext,
): Promise<Settled<Answered>[]> {
  return eachReply(await checkoutAll(site.store, requests, rules), async (result) => ({
    outcome: result.outcome,
    followUps: await followUps(result, site),
    event: eventOf(result),
  }));
}

function eventOf({ request: { issue, processId }, outcome }: CheckoutResult): Told {
  return outcome.outcome === 'granted'
    ? { name: 'checkout.granted', fields: { issue, processId, fence: outcome.fence, attempt: outcome.attempt } }
    : { name: 'checkout.refused', fields: { issue, processId, outcome: outcome.outcome } };
}

async function followUps({ request, outcome, worthlessTicket }: CheckoutResult, site: Site): Promise<FollowUp[]> {
  const { issue } = request;
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
