/** Carries out checkin requests. */

import type { CheckinRequest } from '../queues/requests.ts';
import { afterChange } from '../src/enqueue/follow-ups.ts';
import { eachReply, type Settled } from '../src/redis/settled.ts';
import { checkinAll, type CheckinResult } from '../src/transitions/checkin.ts';
import type { Answered } from './handler.ts';
import type { Site } from './site.ts';

/** Carries them out in one step, in their order. */
export async function answerCheckins(requests: readonly CheckinRequest[], site: Site): Promise<Settled<Answered>[]> {
  return eachReply(await checkinAll(site.store, requests), answered);
}

function answered({ request: { issue, processId, fence, status }, outcome, wanted }: CheckinResult): Answered {
  const isCommitted = outcome.outcome === 'committed';
  return {
    outcome,
    followUps: isCommitted ? afterChange(issue, wanted) : [],
    event: isCommitted
      ? { name: 'checkin.committed', fields: { issue, processId, fence, status } }
      : { name: 'checkin.refused', fields: { issue, processId, fence, outcome: outcome.outcome } },
  };
}
