/** The error of a promise that must fail. */

import { AssertionError } from 'chai';
import { MirinError } from '../../src/errors.ts';

/** The error that Mirin reports. @throws AssertionError when the promise is fulfilled or fails with a bare error. */
export async function rejection(promise: Promise<unknown>): Promise<MirinError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new AssertionError('expected a failure, but all went well');
  if (outcome.error instanceof MirinError) return outcome.error;
  throw outcome.error;
}
