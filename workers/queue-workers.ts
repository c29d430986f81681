/** The BullMQ workers: one for each project's requests, one for the labels, one for the orphans. */

import { type Job, Worker, type WorkerOptions } from 'bullmq';
import { orphanScanSchema } from '../queues/follow-ups.ts';
import { projectPrefix, QUEUE_NAMES, type QueueName, SHARED_PREFIX } from '../queues/names.ts';
import { MAX_STALLS, QUEUE_POLICIES } from '../queues/policies.ts';
import { backoffStrategy } from '../src/enqueue/backoff.ts';
import { checkinJob, checkoutJob, labelSyncJob, orphanRepairJob } from './job-kinds.ts';
import { readPayload, runJob } from './loop.ts';
import { scanProject } from './orphan-scan.ts';
import type { Site, WorkerContext } from './site.ts';

/** Passes side by side; GitHub's own limits ask for few. */
const LABEL_CONCURRENCY = 4;
const ORPHAN_CONCURRENCY = 4;
/**
 * A worker that ends takes along the wake-up that it has drawn, and one that waits while the queue's limit is reached
 * hears of no delayed job: the others look by themselves after so many seconds (BullMQ's default: 5).
 */
const LOOK_AGAIN_S = 1;

type Process = (job: Job, token: string | undefined) => Promise<unknown>;

export function startQueueWorkers(context: WorkerContext): Worker[] {
  const requests = [...context.sites.values()].map((site) => requestsWorker(site, context));
  const orphans = open(context, QUEUE_NAMES.orphans, SHARED_PREFIX, ORPHAN_CONCURRENCY, (job, token) =>
    job.name === 'orphan-scan' ? runScan(job, context) : runJob(orphanRepairJob, job, token, context),
  );
  return [...requests, ...labelWorkers(context), orphans];
}

/** Without a token there is none: the passes wait for a worker that has one. */
function labelWorkers(context: WorkerContext): Worker[] {
  if (context.github === undefined) return [];
  const run: Process = (job, token) => runJob(labelSyncJob, job, token, context);
  return [open(context, QUEUE_NAMES.labels, SHARED_PREFIX, LABEL_CONCURRENCY, run)];
}

function requestsWorker(site: Site, context: WorkerContext): Worker {
  const checkout = checkoutJob(site);
  const checkin = checkinJob(site);
  const prefix = projectPrefix(site.project.key);
  return open(context, QUEUE_NAMES.requests, prefix, context.settings.workerConcurrency, (job, token) =>
    job.name === 'checkin' ? runJob(checkin, job, token, context) : runJob(checkout, job, token, context),
  );
}

/** A scan covers every project served here; what fails in one does not keep the others waiting. */
async function runScan(job: Job, context: WorkerContext): Promise<Record<string, unknown>> {
  readPayload(orphanScanSchema, job, context);
  const results: Record<string, unknown> = {};
  for (const site of context.sites.values()) {
    try {
      results[site.project.name] = await scanProject(site, context);
    } catch (error) {
      context.log.event('scan.failed', { project: site.project.name }, error);
      results[site.project.name] = 'failed';
    }
  }
  context.log.event('scan.finished', { projects: context.sites.size });
  return results;
}

function open(context: WorkerContext, name: QueueName, prefix: string, concurrency: number, run: Process): Worker {
  const policy = QUEUE_POLICIES[name];
  const options: WorkerOptions = {
    connection: context.redis,
    prefix,
    concurrency,
    drainDelay: LOOK_AGAIN_S,
    lockDuration: policy.lockMs,
    stalledInterval: policy.stalledEveryMs,
    maxStalledCount: MAX_STALLS,
    skipVersionCheck: true,
    settings: { backoffStrategy: backoffStrategy(name) },
  };
  const worker = new Worker(name, run, options);
  worker.on('error', (error) => context.log.event('worker.failed', { queue: name }, error));
  worker.on('stalled', (jobId) => context.log.event('queue.stalled', { queue: name, jobId }));
  return worker;
}
