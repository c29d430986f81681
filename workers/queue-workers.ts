/** The BullMQ workers: one for each project's requests, one for the labels, one for the orphans. */

import type { WorkerOptions } from 'bullmq';
import { DelayedError, type Job, Worker } from '../src/redis/bullmq.ts';
import { labelSweepSchema, orphanScanSchema } from '../queues/follow-ups.ts';
import { projectPrefix, QUEUE_NAMES, type QueueName, SHARED_PREFIX } from '../queues/names.ts';
import { MAX_STALLS, QUEUE_POLICIES } from '../queues/policies.ts';
import { backoffStrategy } from '../src/enqueue/backoff.ts';
import {
  intakeLookJob,
  intakeSweepJob,
  labelSyncJob,
  operatorLabelJob,
  orphanRepairJob,
  projectScanJob,
  projectSweepJob,
  repairCommentJob,
  requestJob,
} from './job-kinds.ts';
import { askForSweeps } from './label-sweep.ts';
import { readPayload, runJob } from './loop.ts';
import { askForScans } from './orphan-scan.ts';
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
    runOrphanJob(job, token, context),
  );
  return [...requests, ...labelWorkers(context), orphans];
}

/** Without any account there is none: the passes wait for a worker that has one. */
function labelWorkers(context: WorkerContext): Worker[] {
  if (!context.github.servesAny) return [];
  const run: Process = (job, token) => {
    if (job.name === 'repair-comment') return runJob(repairCommentJob, job, token, context);
    if (job.name === 'operator-label') return runJob(operatorLabelJob, job, token, context);
    if (job.name === 'project-sweep') return runJob(projectSweepJob, job, token, context);
    if (job.name === 'intake-sweep') return runJob(intakeSweepJob, job, token, context);
    if (job.name === 'intake-look') return runJob(intakeLookJob, job, token, context);
    return runJob(labelSyncJob, job, token, context);
  };
  return [open(context, QUEUE_NAMES.labels, SHARED_PREFIX, LABEL_CONCURRENCY, run)];
}

function requestsWorker(site: Site, context: WorkerContext): Worker {
  const kind = requestJob(site);
  const prefix = projectPrefix(site.project.key);
  return open(context, QUEUE_NAMES.requests, prefix, context.settings.workerConcurrency, (job, token) =>
    runJob(kind, job, token, context),
  );
}

async function runOrphanJob(job: Job, token: string | undefined, context: WorkerContext): Promise<unknown> {
  switch (job.name) {
    case 'orphan-scan':
      readPayload(orphanScanSchema, job, context);
      return askForScans(context);
    case 'label-sweep':
      readPayload(labelSweepSchema, job, context);
      return askForSweeps(context);
    case 'project-scan':
      return runJob(projectScanJob, job, token, context);
    default:
      return runJob(orphanRepairJob, job, token, context);
  }
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
  const worker = new Worker(
    name,
    (job, token, signal) => unlessCancelled(run(job, token), job, token, signal),
    options,
  );
  worker.on('error', (error) => context.watch.report('worker.failed', { queue: name }, error));
  worker.on('stalled', (jobId) => context.log.event('queue.stalled', { queue: name, jobId }));
  return worker;
}

/** A job that is cancelled goes back to its queue; what its handler still does may be done again without harm. */
async function unlessCancelled(
  running: Promise<unknown>,
  job: Job,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const cancelled = new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  const ended = running.then((value) => ({ value }));
  const end = await Promise.race([ended, cancelled]);
  if (end !== undefined) return end.value;
  ended.catch(() => undefined);
  await job.moveToDelayed(Date.now(), token);
  throw new DelayedError();
}
