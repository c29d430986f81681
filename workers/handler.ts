/** The shape of a handler: a checked payload in, what came of it and what follows out; the loop does all the rest. */

import type { Outcome } from '../queues/outcomes.ts';
import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { EventName } from '../src/log/events.ts';
import type { LogFields } from '../src/log/fields.ts';
import type { MirinError } from '../src/errors.ts';
import type { Site, WorkerContext } from './site.ts';

/** One line of the log. */
export interface Told {
  name: EventName;
  fields?: LogFields;
}

export interface Handled {
  /** Shown as the job's return value in Bull Board. */
  summary: object;
  followUps?: readonly FollowUp[];
  /** Lines of the log. */
  events?: readonly Told[];
  /** What went wrong with a part of the job: all else was done, and stays done when the job is tried again. */
  fault?: MirinError | undefined;
  /** The job is not done: it comes again after this time, without using up a try. */
  againAfterMs?: number;
}

/** What came of one request of a job. */
export interface Answered {
  outcome: Outcome;
  followUps: readonly FollowUp[];
  event: Told;
}

/** Carries out one job of a project. */
export type Handler<Payload> = (payload: Payload, site: Site, context: WorkerContext) => Promise<Handled>;
