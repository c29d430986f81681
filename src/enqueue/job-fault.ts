/** How a fault fails a job: its code stands before its message and survives the way through Redis. */

import { UnrecoverableError } from '../redis/bullmq.ts';
import { type ErrorCode, ERROR_CODES } from '../../queues/error-codes.ts';
import type { MirinError } from '../errors.ts';

/** Faults that no retry mends. */
const PERMANENT: ReadonlySet<ErrorCode> = new Set([
  'MIRIN_REQUEST_INVALID',
  'MIRIN_STATE_CORRUPT',
  'MIRIN_SCHEMA_UNSUPPORTED',
  'MIRIN_BUG',
]);

/** Whether trying again is of no use. */
export const isPermanent = ({ code }: MirinError): boolean => PERMANENT.has(code);

/** The error to fail a job with; a permanent fault spends no more tries. */
export function jobFailure(fault: MirinError): Error {
  const text = `${fault.code}: ${fault.message}`;
  return isPermanent(fault) ? new UnrecoverableError(text) : new Error(text, { cause: fault });
}

/** The code of the fault that failed a job, by the reason that BullMQ keeps; undefined where none stands there. */
export const codeOfFailure = (reason: string): ErrorCode | undefined =>
  ERROR_CODES.find((code) => reason.startsWith(`${code}:`));
