/** The checked values that cross Mirin's borders: issue numbers, projects, process names, fences, statuses. */

import { z } from 'zod';

/** Every status that an issue can have; no record means never seen. */
export const STATUSES = ['pending', 'processing', 'awaiting-response', 'completed', 'error', 'quarantined'] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

/** The statuses that a checkin may hand back to. */
export const CHECKIN_STATUSES = ['awaiting-response', 'completed', 'error', 'pending'] as const;
export const checkinStatusSchema = z.enum(CHECKIN_STATUSES, { error: `one of ${CHECKIN_STATUSES.join(', ')}` });
export type CheckinStatus = z.infer<typeof checkinStatusSchema>;

/** A GitHub issue number: a positive integer below 2^53. */
export const issueNumberSchema = z
  .number({ error: 'a positive integer below 2^53' })
  .refine((value) => Number.isSafeInteger(value) && value > 0, { error: 'a positive integer below 2^53' });

/** The name a process gives itself: 1–64 of letters, digits, `.`, `_`, `-`, starting with a letter or digit. */
export const PROCESS_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const processNameSchema = z.string({ error: 'a process name' }).regex(PROCESS_NAME_PATTERN, {
  error: '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
});

/** One run of a process: its name, `~`, and a part that is new at every start. */
export const processIdSchema = z
  .string({ error: 'a process id' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}~[A-Za-z0-9_-]{8,32}$/, { error: 'a process id such as "bot~Xy12ab34Cd"' })
  .brand<'ProcessId'>();
export type ProcessId = z.infer<typeof processIdSchema>;

/** The lease's number, as decimal text; never a JavaScript number. */
export const fenceSchema = z
  .string({ error: 'a fence: 1 to 16 decimal digits as text' })
  .regex(/^[1-9][0-9]{0,15}$/, { error: 'a fence: 1 to 16 decimal digits, not beginning with 0' })
  .brand<'Fence'>();
export type Fence = z.infer<typeof fenceSchema>;

/** A request's id, chosen by the client: 8–64 of letters, digits, `_`, `-`. */
export const requestIdSchema = z
  .string({ error: 'a request id' })
  .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: '8 to 64 letters, digits, "_" or "-"' })
  .brand<'RequestId'>();
export type RequestId = z.infer<typeof requestIdSchema>;

/** The name of a lock: 1–100 of letters, digits, `.`, `_`, `-`, `/`, `@`, starting with a letter or digit. */
export const lockNameSchema = z
  .string({ error: 'the name of a lock' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/@-]{0,99}$/, {
    error: '1 to 100 letters, digits, ".", "_", "-", "/" or "@", beginning with a letter or digit',
  })
  .brand<'LockName'>();
export type LockName = z.infer<typeof lockNameSchema>;

/** A comment of an issue, by whatever id GitHub or its reader gives it: 1–200 printable characters without a blank. */
export const commentIdSchema = z
  .string({ error: 'the id of a comment, as text' })
  .regex(/^[!-~]{1,200}$/, { error: '1 to 200 printable ASCII characters without a blank' });

/** The kind of work, free text for people: at most 64 characters, no control characters. */
export const taskTypeSchema = z
  .string({ error: 'a task type' })
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f]{1,64}$/, { error: '1 to 64 characters without control characters' });

/** Longest and shortest time that a lease may have without a heartbeat, in ms. */
export const MIN_TTL_MS = 10_000;
export const MAX_TTL_MS = 24 * 60 * 60 * 1000;
export const ttlMsSchema = z
  .number({ error: 'a lease time in ms' })
  .int({ error: 'a whole number of ms' })
  .min(MIN_TTL_MS, { error: 'at least 10 s' })
  .max(MAX_TTL_MS, { error: 'at most 24 h' });

/** Largest payload (result, metadata, checkpoint) in bytes of JSON. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;
