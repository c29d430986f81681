/** Refuses keys of another major version to whoever reads them without a script; scripts look for themselves. */

import { MirinError } from '../errors.ts';
import { toRedisFault } from './faults.ts';
import type { ProjectStore } from './project-store.ts';
import { KEY_SCHEMA } from './script-text.ts';

/** @throws MirinError (`MIRIN_SCHEMA_UNSUPPORTED`), or the fault of the reading */
export async function checkSchema({ redis, keys }: ProjectStore): Promise<void> {
  const key = keys.own.schema;
  const found = await redis.get(key).catch((error: unknown) => {
    throw toRedisFault(error, `reading ${key}`);
  });
  if (isOtherSchema(found)) throw otherSchema(key, found);
}

/** Where nothing is stored yet, the first script writes our version. */
export const isOtherSchema = (found: unknown): boolean => found !== null && found !== KEY_SCHEMA;

/** The same that a script says. */
export const otherSchema = (key: string, found: unknown): MirinError =>
  toRedisFault(`MIRIN_SCHEMA_UNSUPPORTED key ${key}: expected version ${KEY_SCHEMA}, found ${String(found)}`, '');

/** Swallows what a failed look can mean, but not that the keys are another version's: no later look finds more. */
export function unlessOtherSchema(error: unknown): undefined {
  if (error instanceof MirinError && error.code === 'MIRIN_SCHEMA_UNSUPPORTED') throw error;
}
