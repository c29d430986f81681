/** The loop around all handlers: checks the payload, runs the handler, enqueues what follows, logs, retries, settles. */

import { DelayedError, type Job } from '../src/redis/bullmq.ts';
import type { z } from 'zod';
import { enqueueFollowUps } from '../src/enqueue/follow-ups.ts';
import { isPermanent, jobFailure } from '../src/enqueue/job-fault.ts';
import { type MirinError, RequestInvalidError } from '../src/errors.ts';
import { toRedisFault } from '../src/redis/faults.ts';
import { parseRequest } from '../src/validation.ts';
import type { Handled, Handler } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

/** Another worker serves the project of the job: it is left for that one, which may be the next to draw it. */
const UNSERVED_PAUSE_MS = 250;
/** After so many draws nobody seems to serve it any more. */
const MANY_DRAWS = 40;
const LONG_UNSERVED_PAUSE_MS = 15_000;

export interface JobKind<Payload> {
  readonly schema: z.ZodType<Payload>;
  readonly handle: Handler<Payload>;
  /** Which project the payload is about. */
  readonly siteOf: (payload: Payload, context: WorkerContext) => Site | undefined;
  /** Called before the last failure, so that nobody waits for an answer that never comes. */
  readonly giveUp?: (payload: Payload, site: Site, fault: MirinError) => Promise<void>;
}

/** Runs one job to its end; what it returns is shown in Bull Board. */
export async function runJob<Payload>(
  kind: JobKind<Payload>,
  job: Job,
  token: string | undefined,
  context: WorkerContext,
): Promise<Handled['summary']> {
  const payload = readPayload(kind.schema, job, context);
  const site = kind.siteOf(payload, context);
  if (site === undefined) return comeAgain(job, token, unservedPauseMs(job));
  const handled = await attempt(kind, payload, site, job, context);
  if (handled.againAfterMs !== undefined) await comeAgain(job, token, handled.againAfterMs);
  return handled.summary;
}

/** The job's data, checked. @throws UnrecoverableError for what is no valid payload: no retry mends it. */
export function readPayload<Payload>(schema: z.ZodType<Payload>, job: Job, { log }: WorkerContext): Payload {
  try {
    return parseRequest(schema, job.data, 'job data');
  } catch (error) {
    if (!(error instanceof RequestInvalidError)) throw error;
    log.event('request.rejected', { queue: job.queueName, jobId: job.id ?? '' }, error);
    throw jobFailure(error);
  }
}

async function attempt<Payload>(
  kind: JobKind<Payload>,
  payload: Payload,
  site: Site,
  job: Job,
  context: WorkerContext,
): Promise<Handled> {
  try {
    const handled = await kind.handle(payload, site, context);
    await enqueueFollowUps(site.target, await context.labelService.feasible(site.store, handled.followUps ?? []));
    for (const { name, fields } of handled.events ?? [])
      context.log.event(name, { project: site.project.name, ...fields });
    if (handled.fault !== undefined) throw handled.fault;
    return handled;
  } catch (error) {
    const fault = toRedisFault(error, job.name);
    const isLast = isPermanent(fault) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    const fields = { queue: job.queueName, jobId: job.id ?? '', project: site.project.name };
    context.log.event(isLast ? 'queue.failed' : 'queue.retried', fields, fault);
    // Where giving up fails too, the scan settles the failed job.
    if (isLast) await kind.giveUp?.(payload, site, fault).catch(() => undefined);
    throw jobFailure(fault);
  }
}

const unservedPauseMs = ({ attemptsStarted }: Job): number =>
  attemptsStarted < MANY_DRAWS ? UNSERVED_PAUSE_MS : LONG_UNSERVED_PAUSE_MS;

async function comeAgain(job: Job, token: string | undefined, afterMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}
