/** The options of the producer helper, each with its unit, default and check. */

import { z } from 'zod';
import { jsonValueSchema } from '../../queues/json-text.ts';
import { type Priority, prioritySchema } from '../../queues/priorities.ts';
import { requestIdSchema, taskTypeSchema } from '../../queues/values.ts';
import type { Log } from '../log/log.ts';

/** How a program connects. Whatever is left out comes from the environment, `mirin.config.json` or the defaults. */
export interface ConnectOptions {
  /** The repository, `[host/]owner/repo`. */
  project?: string;
  /** The name under which this program works: 1–64 letters, digits, `.`, `_`, `-`. */
  process?: string;
  /** `redis://…`; default: `REDIS_URL`, else the private Redis that `mirin up` started on this machine. */
  redis?: string;
  /** Life of a lease without a heartbeat, 10 s to 24 h; default 90 000 ms. */
  heartbeatTtlMs?: number;
  /** Time between heartbeats; three must fit into the TTL; default a third of it. */
  heartbeatEveryMs?: number;
  /** How long before its end a lease that could not be renewed is given up; default 5 000 ms. */
  leaseMarginMs?: number;
  /** Time without a checkpoint after which the work of `withIssue` and `work` is reported as stuck; 0 = never. */
  progressDeadlineMs?: number;
  /** Time that a request may take; default 5 000 ms. */
  requestTimeoutMs?: number;
  /** Folder of Mirin's own files, where the private Redis is found. */
  dataDir?: string;
  /** Where to log; default: nowhere. */
  log?: Log;
  /** `program` unless the command line says otherwise; it decides about the lock-delay after a crash. */
  kind?: 'program' | 'run';
}

export interface CheckoutOptions {
  /** The kind of work, for people; default `misc`. */
  taskType?: string;
  /** Which requests go first when many wait; default `normal`. */
  priority?: Priority;
  /** Time within which the answer must come; default: the client's `requestTimeoutMs`. */
  timeoutMs?: number;
  /** Take a `completed` issue too; default false. */
  reopen?: boolean;
  /** Take over a lease that this process holds already, renewed; default false. */
  adopt?: boolean;
  /** To ask again for the very same request; default: a new one. */
  requestId?: string;
}

export interface CheckinOptions {
  /** What came of the work: anything that JSON can hold, at most 256 KB. */
  result?: unknown;
  /** Further notes for people and tools, at most 256 KB. */
  metadata?: unknown;
  timeoutMs?: number;
  requestId?: string;
}

const timeoutMs = z
  .number({ error: 'a time in ms from 100 to 3600000' })
  .int({ error: 'a whole number of ms' })
  .min(100, { error: 'at least 100 ms' })
  .max(3_600_000, { error: 'at most 1 h' });

const flag = z.boolean({ error: 'true or false' }).default(false);

export const checkoutOptionsSchema = z.strictObject({
  taskType: taskTypeSchema.default('misc'),
  priority: prioritySchema.default('normal'),
  timeoutMs: timeoutMs.optional(),
  reopen: flag,
  adopt: flag,
  requestId: requestIdSchema.optional(),
});

export const checkinOptionsSchema = z.strictObject({
  result: jsonValueSchema.optional(),
  metadata: jsonValueSchema.optional(),
  timeoutMs: timeoutMs.optional(),
  requestId: requestIdSchema.optional(),
});
