/** Ends a lease though Redis or the workers are away for a while: asks again as long as the lease can be trusted. */

import { MirinError } from '../errors.ts';
import { pause } from './deadline.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * `end` is asked for until it has an answer: asked again it must be harmless. Meanwhile heartbeats keep the lease, so that
 * what was done under it is not lost. Whatever comes of it, the lease is not renewed afterwards.
 * @throws the last fault, once the lease is lost or no retry can help
 */
export async function whileTrusted<T>(
  lease: { readonly signal: AbortSignal; letGo(): void },
  end: () => Promise<T>,
): Promise<T> {
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await end();
      } catch (error) {
        if (lease.signal.aborted || !mayPass(error)) throw error;
        await pause(pauseMs, lease.signal);
      }
    }
  } finally {
    lease.letGo();
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof MirinError && (error.code === 'MIRIN_REDIS_UNAVAILABLE' || error.code === 'MIRIN_TIMED_OUT');
