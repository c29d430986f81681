/** Turns the stored text of an outcome, a JSON array of strings, into its typed value. */

import { z } from 'zod';
import { ERROR_CODES } from '../../queues/error-codes.ts';
import type { CheckinOutcome, CheckoutOutcome, CommonOutcome, Outcome, PreviousLease } from '../../queues/outcomes.ts';
import { fenceSchema, processIdSchema, statusSchema } from '../../queues/values.ts';
import { BugError } from '../errors.ts';

const textSchema = z.array(z.string()).min(1);

/** Any outcome, from its stored text. @throws BugError when the text is not one that Mirin wrote. */
export function decodeOutcome(text: string): Outcome {
  const [tag = '', ...fields] = textSchema.parse(JSON.parse(text));
  const outcome = common(tag, fields) ?? checkout(tag, fields) ?? checkin(tag, fields);
  if (outcome === undefined) throw new BugError(`unknown outcome ${text}`);
  return outcome;
}

/** The outcome of a checkout. */
export const decodeCheckoutOutcome = (text: string): CheckoutOutcome => decodeOutcome(text) as CheckoutOutcome;

/** The outcome of a checkin. */
export const decodeCheckinOutcome = (text: string): CheckinOutcome => decodeOutcome(text) as CheckinOutcome;

function common(tag: string, fields: string[]): CommonOutcome | { outcome: 'deadline-passed' } | undefined {
  if (tag === 'key-reused' || tag === 'abandoned' || tag === 'deadline-passed') return { outcome: tag };
  if (tag === 'failed') return { outcome: 'failed', code: z.enum(ERROR_CODES).parse(fields[0]) };
  return undefined;
}

function checkout(tag: string, fields: string[]): CheckoutOutcome | undefined {
  const [a = '', b = '', c = '', d = '', e = ''] = fields;
  switch (tag) {
    case 'granted':
      return { ...granted(a, b, c, d), ...previous(fields.slice(4)) };
    case 'held':
      return {
        outcome: 'held',
        holder: processIdSchema.parse(a),
        sinceMs: Number(b),
        expiresAtMs: Number(c),
        yours: d === '1',
        expired: e === '1',
      };
    case 'completed':
    case 'process-ended':
      return { outcome: tag };
    case 'quarantined':
      return { outcome: 'quarantined', reason: a, orphanings: Number(b) };
    case 'cooling-down':
      return { outcome: 'cooling-down', untilMs: Number(a), reason: coolingReason.parse(b) };
    default:
      return undefined;
  }
}

const coolingReason = z.enum(['lock-delay', 'redis-restarted', 'must-run-alone']);

const granted = (fence: string, expiresAt: string, ttl: string, attempt: string) => ({
  outcome: 'granted' as const,
  fence: fenceSchema.parse(fence),
  expiresAtMs: Number(expiresAt),
  ttlMs: Number(ttl),
  attempt: Number(attempt),
});

/** How the last lease ended, from five fields; nothing where there was none. */
export function previous(fields: string[]): { previous?: PreviousLease } {
  const [processId = '', fence = '', ended = '', endedAt = '', checkpoint = ''] = fields;
  if (processId === '') return {};
  return {
    previous: {
      processId: processIdSchema.parse(processId),
      fence: fenceSchema.parse(fence),
      ended,
      endedAtMs: Number(endedAt),
      checkpoint: checkpoint === '' ? undefined : (JSON.parse(checkpoint) as unknown),
    },
  };
}

function checkin(tag: string, fields: string[]): CheckinOutcome | undefined {
  if (tag === 'committed') return { outcome: 'committed', version: Number(fields[0]) };
  if (tag === 'already') return { outcome: 'already', status: statusSchema.parse(fields[0]) };
  if (tag === 'superseded' || tag === 'not-held') return { outcome: tag };
  return undefined;
}
