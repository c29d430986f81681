/** What travels through a project's requests queue: checkouts and checkins, as versioned payloads. */

import { z } from 'zod';
import { jsonTextSchema } from './json-text.ts';
import { prioritySchema } from './priorities.ts';
import {
  checkinStatusSchema,
  fenceSchema,
  issueNumberSchema,
  processIdSchema,
  requestIdSchema,
  taskTypeSchema,
  ttlMsSchema,
} from './values.ts';

/** Version of the payloads; a worker refuses every other. */
export const PAYLOAD_VERSION = 1;

const version = z.literal(PAYLOAD_VERSION, { error: `payload version ${PAYLOAD_VERSION}` });
const deadlineMs = z.number({ error: 'a Redis time in ms' }).int().positive();

export const checkoutRequestSchema = z.strictObject({
  v: version,
  kind: z.literal('checkout'),
  requestId: requestIdSchema,
  issue: issueNumberSchema,
  processId: processIdSchema,
  taskType: taskTypeSchema,
  priority: prioritySchema,
  /** Life of the lease without a heartbeat. */
  ttlMs: ttlMsSchema,
  /** Redis time after which the request must not be granted any more. */
  deadlineMs,
  /** Grant an issue that is `completed`, too. */
  reopen: z.boolean(),
  /** Take over the lease that this very process holds already, renewed. */
  adopt: z.boolean(),
});
export type CheckoutRequest = z.infer<typeof checkoutRequestSchema>;

export const checkinRequestSchema = z.strictObject({
  v: version,
  kind: z.literal('checkin'),
  requestId: requestIdSchema,
  issue: issueNumberSchema,
  processId: processIdSchema,
  fence: fenceSchema,
  status: checkinStatusSchema,
  /** Result and metadata as verbatim JSON text: nothing of them is rewritten on the way. */
  result: jsonTextSchema.optional(),
  metadata: jsonTextSchema.optional(),
  deadlineMs: deadlineMs.optional(),
});
export type CheckinRequest = z.infer<typeof checkinRequestSchema>;

export const requestSchema = z.discriminatedUnion('kind', [checkoutRequestSchema, checkinRequestSchema], {
  error: 'a request of kind checkout or checkin',
});
export type Request = z.infer<typeof requestSchema>;

/** Most requests that travel in one job. */
export const MAX_BATCH = 100;

const batchOf = <Kind extends string, Item extends z.ZodType>(kind: Kind, item: Item) =>
  z.strictObject({ v: version, kind: z.literal(kind), requests: z.array(item).min(1).max(MAX_BATCH) });

/** Requests that travel together: each keeps its own id, deadline and outcome. */
const checkoutsSchema = batchOf('checkouts', checkoutRequestSchema);
const checkinsSchema = batchOf('checkins', checkinRequestSchema);

/** What a job of the requests queue holds: one request, or several of one kind. */
export const requestJobSchema = z.discriminatedUnion(
  'kind',
  [checkoutRequestSchema, checkinRequestSchema, checkoutsSchema, checkinsSchema],
  { error: 'a request of kind checkout or checkin, or several of one kind' },
);
export type RequestJob = z.infer<typeof requestJobSchema>;

/** The requests of a job. */
export const requestsOf = (job: RequestJob): Request[] => ('requests' in job ? job.requests : [job]);

/** The job that carries these requests, all of one kind, at most {@link MAX_BATCH}. */
export function requestJob(requests: readonly Request[]): RequestJob {
  const [first] = requests;
  if (first !== undefined && requests.length === 1) return first;
  return first?.kind === 'checkin'
    ? { v: PAYLOAD_VERSION, kind: 'checkins', requests: requests.filter(isCheckin) }
    : { v: PAYLOAD_VERSION, kind: 'checkouts', requests: requests.filter(isCheckout) };
}

/** Whether it hands an issue back. */
export const isCheckin = (request: Request): request is CheckinRequest => request.kind === 'checkin';
/** Whether it takes an issue. */
export const isCheckout = (request: Request): request is CheckoutRequest => request.kind === 'checkout';
