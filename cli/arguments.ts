/** Turns the text of arguments and options into checked values; what is wrong is named as the user wrote it. */

import { z } from 'zod';
import { prioritySchema, type Priority } from '../queues/priorities.ts';
import {
  type CheckinStatus,
  checkinStatusSchema,
  type Fence,
  fenceSchema,
  issueNumberSchema,
  type LockName,
  lockNameSchema,
  STATUSES,
  type Status,
  taskTypeSchema,
  ttlMsSchema,
} from '../queues/values.ts';
import { checkoutOptionsSchema } from '../src/client/connect-options.ts';
import { parseDuration } from '../src/configuration/duration.ts';
import { RequestInvalidError } from '../src/errors.ts';
import { nearest } from '../src/nearest.ts';
import { describe, parseRequest } from '../src/validation.ts';

/** The number that the text is; other text as it is, so that the message shows what was written. */
export const numberOrText = (text: string): number | string => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

export const issueNumber = (text: string): number => parseRequest(issueNumberSchema, numberOrText(text), 'issue');

export const lockName = (text: string): LockName => parseRequest(lockNameSchema, text, 'name');

export const fence = (text: string): Fence => parseRequest(fenceSchema, text, '--fence');

export const taskType = (text: string): string => parseRequest(taskTypeSchema, text, '--type');

export const priority = (text: string): Priority => parseRequest(prioritySchema, text, '--priority');

/** A duration with its unit, in ms. */
export const duration =
  (option: string) =>
  (text: string): number =>
    parseDuration(text, option);

/** The time that a request may take, in ms. */
export const timeout = (text: string): number | undefined =>
  parseRequest(checkoutOptionsSchema.shape.timeoutMs, parseDuration(text, '--timeout'), '--timeout');

/** The life of a lease, in ms. */
export const ttl = (text: string): number => parseRequest(ttlMsSchema, parseDuration(text, '--ttl'), '--ttl');

/** A sentence for the history. */
export const reason = (text: string): string => parseRequest(reasonSchema, text, '--reason');

const reasonSchema = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,500}$/u, { error: '1 to 500 characters in one line' });

/** A status that an issue can have. */
export const anyStatus = (text: string): Status => oneOf('--status', STATUSES, text);

/** A status that an issue can be handed back to. */
export const checkinStatus = (text: string): CheckinStatus => oneOf('--status', checkinStatusSchema.options, text);

function oneOf<Word extends string>(option: string, words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const near = nearest(text, words);
  const expected = `one of ${words.join(', ')}${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
  throw new RequestInvalidError([{ field: option, expected, received: describe(text) }]);
}
