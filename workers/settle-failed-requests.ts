/** Gives an outcome to requests whose job failed for good without one: their worker died between the two. */

import type { Job } from 'bullmq';
import { type Request, requestJobSchema, requestsOf } from '../queues/requests.ts';
import type { ErrorCode } from '../queues/error-codes.ts';
import { codeOfFailure } from '../src/enqueue/job-fault.ts';
import type { Log } from '../src/log/log.ts';
import { settle } from '../src/transitions/settle.ts';
import type { Site } from './site.ts';

/** Failed jobs looked at in one step. */
const PAGE = 50;

/** An outcome that is gone by age is not made up again. */
const OUTCOME_KEPT_MS = 24 * 60 * 60 * 1000;

/** Settles failed requests that have no outcome yet, newest first, until a page has none; returns how many. */
export async function settleFailedRequests(site: Site, log: Log): Promise<number> {
  let settled = 0;
  for (let from = 0; ; from += PAGE) {
    const onPage = await settlePage(site, from, log);
    settled += onPage;
    if (onPage === 0) return settled;
  }
}

async function settlePage(site: Site, from: number, log: Log): Promise<number> {
  let settled = 0;
  for (const job of await site.queues.requests.getFailed(from, from + PAGE - 1)) {
    try {
      settled += await settleJob(site, job, log);
    } catch (error) {
      // One key that somebody has spoilt does not keep the others waiting.
      log.event('scan.failed', { project: site.project.name, jobId: job.id ?? '' }, error);
    }
  }
  return settled;
}

async function settleJob(site: Site, job: Job, log: Log): Promise<number> {
  const { success, data } = requestJobSchema.safeParse(job.data);
  const isOld = job.finishedOn !== undefined && Date.now() - job.finishedOn > OUTCOME_KEPT_MS;
  if (!success || isOld) return 0;
  const code = codeOfFailure(job.failedReason) ?? 'MIRIN_REQUEST_FAILED';
  const settled = await Promise.all(requestsOf(data).map((request) => settleOne(site, request, code, log)));
  return settled.filter(Boolean).length;
}

async function settleOne({ store, project }: Site, request: Request, code: ErrorCode, log: Log): Promise<boolean> {
  if ((await store.redis.exists(store.keys.request(request.requestId))) === 1) return false;
  await settle(store, request, code);
  log.event('request.settled', { project: project.name, requestId: request.requestId });
  return true;
}
