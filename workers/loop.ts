/** The loop around all handlers: checks the payload, runs the handler, enqueues what follows, logs, retries, settles. */

import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import type { ErrorCode } from '../queues/error-codes.ts';
import { BugError, MirinError } from '../src/errors.ts';
import { enqueueFollowUps } from '../src/enqueue/follow-ups.ts';
import { toRedisFault } from '../src/redis/faults.ts';
import { parseRequest } from '../src/validation.ts';
import type { Handled, Handler } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

/** Faults that no retry mends. */
const PERMANENT: ReadonlySet<ErrorCode> = new Set([
  'MIRIN_REQUEST_INVALID',
  'MIRIN_STATE_CORRUPT',
  'MIRIN_SCHEMA_UNSUPPORTED',
  'MIRIN_BUG',
]);

/** Another worker serves the project of the job: it is left for that one. */
const UNSERVED_PAUSE_MS = 1_000;

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
  if (site === undefined) return comeAgain(job, token, UNSERVED_PAUSE_MS);
  const handled = await attempt(kind, payload, site, job, context);
  if (handled.event) context.log.event(handled.event.name, { project: site.project.name, ...handled.event.fields });
  if (handled.againAfterMs !== undefined) await comeAgain(job, token, handled.againAfterMs);
  return handled.summary;
}

/** The job's data, checked. @throws UnrecoverableError for what is no valid payload: no retry mends it. */
export function readPayload<Payload>(schema: z.ZodType<Payload>, job: Job, { log }: WorkerContext): Payload {
  try {
    return parseRequest(schema, job.data, 'job data');
  } catch (error) {
    log.event('request.rejected', { queue: job.queueName, jobId: job.id ?? '' }, error);
    throw unrecoverable(error instanceof MirinError ? error : new BugError('unreadable job', error));
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
    await enqueueFollowUps(site.target, handled.followUps ?? []);
    return handled;
  } catch (error) {
    const fault = toRedisFault(error, job.name);
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    const fields = { queue: job.queueName, jobId: job.id ?? '', project: site.project.name };
    const isFinal = isLast || PERMANENT.has(fault.code);
    context.log.event(isFinal ? 'queue.failed' : 'queue.retried', fields, fault);
    if (!isFinal) throw coded(fault);
    await kind.giveUp?.(payload, site, fault);
    throw unrecoverable(fault);
  }
}

/** The code survives the way through the job in front of its message. */
const coded = (fault: MirinError): Error => new Error(`${fault.code}: ${fault.message}`, { cause: fault });
const unrecoverable = (fault: MirinError): Error => new UnrecoverableError(`${fault.code}: ${fault.message}`);

async function comeAgain(job: Job, token: string | undefined, afterMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}
