/** Carries out a checkin request. */

import type { CheckinRequest } from '../queues/requests.ts';
import { afterChange } from '../src/enqueue/follow-ups.ts';
import { checkin } from '../src/transitions/checkin.ts';
import type { Handler } from './handler.ts';

export const handleCheckin: Handler<CheckinRequest> = async (request, site) => {
  const { outcome, wanted } = await checkin(site.store, request);
  const { issue, processId, fence, status } = request;
  const isCommitted = outcome.outcome === 'committed';
  return {
    summary: outcome,
    followUps: isCommitted ? afterChange(issue, wanted) : [],
    event: isCommitted
      ? { name: 'checkin.committed', fields: { issue, processId, fence, status } }
      : { name: 'checkin.refused', fields: { issue, processId, fence, outcome: outcome.outcome } },
  };
};
