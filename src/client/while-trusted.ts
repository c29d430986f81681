/** Ends a lease though Redis or the workers are away for a while: asks again as long as the lease can be trusted. */

import { MirinError } from '../errors.ts';
import { pause } from './deadline.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * `end` is asked for until it has an answer: asked again it must be harmless. Meanwhile heartbeats keep the lease, also of
 * work that was cancelled, so that what was done under it is not lost. Whatever comes of it, the lease is not renewed
 * afterwards.
 * @throws the last fault, once the lease is lost or no retry can help
 */
export async function whileTrusted<T>(
  lease: { readonly signal: AbortSignal; readonly trustedForMs: number; letGo(): void },
  end: () => Promise<T>,
): Promise<T> {
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await end();
      } catch (error) {
        if (isLost(lease) || !mayPass(error)) throw error;
        await (lease.signal.aborted ? pause(pauseMs) : pause(pauseMs, lease.signal));
      }
    }
  } finally {
    lease.letGo();
  }
}

/** One whose work was cancelled is held as before. */
const isLost = ({ signal, trustedForMs }: { signal: AbortSignal; trustedForMs: number }): boolean =>
  signal.aborted && trustedForMs === 0;

const mayPass = (error: unknown): boolean =>
  error instanceof MirinError && (error.code === 'MIRIN_REDIS_UNAVAILABLE' || error.code === 'MIRIN_TIMED_OUT');
