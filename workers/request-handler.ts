/** Carries out the requests of one job: all in one step, each with its own outcome. */

import { isCheckin, isCheckout, type RequestJob, requestsOf } from '../queues/requests.ts';
import { isPermanent } from '../src/enqueue/job-fault.ts';
import type { MirinError } from '../src/errors.ts';
import type { Settled } from '../src/redis/settled.ts';
import { answerCheckins } from './checkin-handler.ts';
import { answerCheckouts } from './checkout-handler.ts';
import type { Answered, Handler } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

export const handleRequests: Handler<RequestJob> = async (job, site, context) => {
  const ends = await answer(job, site, context);
  const answers = ends.flatMap((end) => ('reply' in end ? [end.reply] : []));
  return {
    summary: summaryOf(answers),
    followUps: answers.flatMap(({ followUps }) => followUps),
    events: answers.map(({ event }) => event),
    fault: worstOf(ends.flatMap((end) => ('fault' in end ? [end.fault] : []))),
  };
};

async function answer(job: RequestJob, site: Site, context: WorkerContext): Promise<Settled<Answered>[]> {
  const requests = requestsOf(job);
  const [checkins, checkouts] = [requests.filter(isCheckin), requests.filter(isCheckout)];
  return checkins.length > 0 ? answerCheckins(checkins, site) : answerCheckouts(checkouts, site, context);
}

/** One outcome as it is; of several, how many there are of each. */
function summaryOf(answers: readonly Answered[]): object {
  const [first] = answers;
  if (first !== undefined && answers.length === 1) return first.outcome;
  const counts: Record<string, number> = {};
  for (const { outcome } of answers) counts[outcome.outcome] = (counts[outcome.outcome] ?? 0) + 1;
  return counts;
}

/** While one of them may still be carried out the job is tried again; what no retry mends is settled at its end. */
const worstOf = (faults: readonly MirinError[]): MirinError | undefined =>
  faults.find((fault) => !isPermanent(fault)) ?? faults[0];
