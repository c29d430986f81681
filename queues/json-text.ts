/** JSON that is kept as the text it came in: cjson would turn [] into {} and round large numbers. */

import { z } from 'zod';
import { MAX_PAYLOAD_BYTES } from './values.ts';

/** JSON text of at most 256 KB. */
export const jsonTextSchema = z
  .string({ error: 'JSON text' })
  .refine((text) => Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES, { error: 'at most 256 KB of JSON' })
  .refine((text) => isJson(text), { error: 'JSON' });

/** A value that JSON can hold without loss, turned into its text; functions, cycles, NaN and bigints are refused. */
export const jsonValueSchema = z.unknown().transform((value, context): string => {
  const text = stringify(value);
  if (text instanceof Error) {
    context.addIssue({ code: 'custom', message: `a JSON value (${text.message})` });
    return z.NEVER;
  }
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    context.addIssue({ code: 'custom', message: `at most 256 KB of JSON, not ${Buffer.byteLength(text)} bytes` });
    return z.NEVER;
  }
  return text;
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stringify(value: unknown): string | Error {
  try {
    const text: unknown = JSON.stringify(value, refuseLossyValues);
    return typeof text === 'string' ? text : new Error('it has no JSON form');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** JSON.stringify would drop or alter these silently. */
function refuseLossyValues(key: string, value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`${typeof value} at "${key}"`);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} at "${key}"`);
  return value;
}
