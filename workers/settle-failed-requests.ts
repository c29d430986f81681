/** Gives an outcome to requests whose job failed for good without one: their worker died between the two. */

import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../queues/error-codes.ts';
import { requestSchema } from '../queues/requests.ts';
import type { Log } from '../src/log/log.ts';
import { settle } from '../src/transitions/settle.ts';
import type { Site } from './site.ts';

const AT_MOST = 50;

/** Settles the newest failed requests that have no outcome yet; returns how many. */
export async function settleFailedRequests({ store, queues, project }: Site, log: Log): Promise<number> {
  const jobs = await queues.requests.getFailed(0, AT_MOST - 1);
  let settled = 0;
  for (const job of jobs) {
    const request = requestSchema.safeParse(job.data);
    if (!request.success || (await store.redis.exists(store.keys.request(request.data.requestId))) === 1) continue;
    const isExpired = job.finishedOn !== undefined && Date.now() - job.finishedOn > OUTCOME_KEPT_MS;
    if (isExpired) continue;
    await settle(store, request.data, codeOf(job.failedReason));
    log.event('request.settled', { project: project.name, requestId: request.data.requestId });
    settled += 1;
  }
  return settled;
}

/** An outcome that is gone by age is not made up again. */
const OUTCOME_KEPT_MS = 24 * 60 * 60 * 1000;

/** The code stands in front of the failed job's message. */
function codeOf(reason: string): ErrorCode {
  return z.enum(ERROR_CODES).catch('MIRIN_REQUEST_FAILED').parse(reason.split(':')[0]);
}
