/** The shape of a handler: a checked payload in, what came of it and what follows out; the loop does all the rest. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { EventName } from '../src/log/events.ts';
import type { LogFields } from '../src/log/fields.ts';
import type { Site, WorkerContext } from './site.ts';

export interface Handled {
  /** Shown as the job's return value in Bull Board. */
  summary: object;
  followUps?: readonly FollowUp[];
  /** One line of the log. */
  event?: { name: EventName; fields?: LogFields };
  /** The job is not done: it comes again after this time, without using up a try. */
  againAfterMs?: number;
}

/** Carries out one job of a project. */
export type Handler<Payload> = (payload: Payload, site: Site, context: WorkerContext) => Promise<Handled>;
