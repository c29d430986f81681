/** Words the fault of a key that holds what Mirin can't have written. */

import { MirinError } from '../errors.ts';
import { describe } from '../validation.ts';

/** A `MIRIN_STATE_CORRUPT` that says where (`key …`, `key …, field …`), what was expected and what was found. */
export function corrupt(where: string, expected: string, found: unknown): MirinError {
  return new MirinError('MIRIN_STATE_CORRUPT', `${where}: expected ${expected}, found ${describe(found)}`, {
    hint: 'Somebody else wrote this key; nothing was changed. See docs/redis-keys.md and mirin verify.',
  });
}
