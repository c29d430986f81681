/** Reads the tagged arrays that the scripts reply with. */

import { BugError } from '../errors.ts';

/** The reply as text fields; anything else is our own fault. */
export function fieldsOf(reply: unknown, script: string): string[] {
  if (!Array.isArray(reply) || reply.length === 0) throw new BugError(`${script}.lua replied ${JSON.stringify(reply)}`);
  return (reply as (string | number | null)[]).map((field) => (field === null ? '' : String(field)));
}

/** The field at `index`; a missing one is empty. */
export const fieldAt = (fields: readonly string[], index: number): string => fields[index] ?? '';

/** For replies that no caller should ever see. */
export function unexpectedReply(fields: readonly string[], script: string): never {
  throw new BugError(`${script}.lua replied ${JSON.stringify(fields)}`);
}
