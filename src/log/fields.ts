/** What a log line carries beside its event: short plain values and one error, never a whole payload. */

import { MirinError } from '../errors.ts';
import { describe } from '../validation.ts';
import { MASK, isSecretName } from './redaction.ts';

export type LogValue = string | number | bigint | boolean | null | undefined | readonly (string | number)[];

/** The names that every line has of itself. */
type Reserved = 'level' | 'time' | 'source' | 'event' | 'msg' | 'error';

export type LogFields = Readonly<Record<string, LogValue>> & { readonly [name in Reserved]?: never };

type Redact = (text: string) => string;

const MAX_VALUE_CHARACTERS = 300;
const MAX_STACK_CHARACTERS = 4_000;
const MAX_ITEMS = 20;
const MAX_CAUSES = 3;

/** The fields as they are written: cut to length, secrets masked. */
export function safeFields(fields: LogFields, redact: Redact): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => [name, safeValue(name, value, redact)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/**
 * An error as it is written: code, message, hint and causes. Its other properties are left out, since HTTP and Redis
 * clients hang requests with their headers on errors; so is the stack of a fault whose code says all.
 */
export function safeError(error: unknown, redact: Redact, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: redact(describe(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const isExpected = error instanceof MirinError && code !== 'MIRIN_BUG';
  return {
    code,
    message: shortened(redact(error.message || code || error.name), MAX_VALUE_CHARACTERS),
    hint: error instanceof MirinError ? error.hint : undefined,
    stack: isExpected ? undefined : shortened(redact(error.stack ?? ''), MAX_STACK_CHARACTERS),
    cause: error.cause === undefined || depth >= MAX_CAUSES ? undefined : safeError(error.cause, redact, depth + 1),
  };
}

function safeValue(name: string, value: LogValue, redact: Redact): unknown {
  if (value !== undefined && value !== null && isSecretName(name)) return MASK;
  if (typeof value === 'string') return shortened(redact(value), MAX_VALUE_CHARACTERS);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value))
    return value.slice(0, MAX_ITEMS).map((item: string | number) => safeValue('', item, redact));
  return value;
}

function shortened(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}
