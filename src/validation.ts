/** Checks data where it enters, by zod schemas, and turns what is wrong into faults that name the field. */

import { z } from 'zod';
import { RequestInvalidError, type FieldFault } from './errors.ts';
import { nearest } from './nearest.ts';

/** Parses `value` by `schema`. @throws RequestInvalidError (`MIRIN_REQUEST_INVALID`) naming every faulty field. */
export function parseRequest<T extends z.ZodType>(schema: T, value: unknown, root = 'request'): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RequestInvalidError(faultsOf(schema, value, parsed.error, root));
}

/** The faults behind a zod error: field path, what was expected, what came. */
export function faultsOf(schema: z.ZodType, value: unknown, error: z.ZodError, root: string): FieldFault[] {
  return error.issues.flatMap((issue): FieldFault[] => {
    const field = issue.path.length === 0 ? root : issue.path.map(String).join('.');
    if (issue.code === 'invalid_key') {
      return [{ field, expected: issue.issues[0]?.message ?? issue.message, received: describe(issue.path.at(-1)) }];
    }
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, field, root, key));
    return [{ field, expected: issue.message, received: describe(valueAt(value, issue.path)) }];
  });
}

/** A short, safe picture of a value for an error message: control characters escaped, at most 60 characters. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…" (${text.length - 2} characters)` : text;
}

function unknownKey(schema: z.ZodType, field: string, root: string, key: string): FieldFault {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const near = nearest(key, known);
  const expected = near === undefined ? 'no such option' : `no such option (did you mean "${near}"?)`;
  return { field: field === root ? key : `${field}.${key}`, expected, received: 'it' };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
