/** Hands an issue back though Redis or the workers are away for a while: asks again as long as the lease can be trusted. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus } from '../../queues/values.ts';
import { MirinError } from '../errors.ts';
import type { CheckinOptions } from './connect-options.ts';
import { pause } from './deadline.ts';
import type { Lease } from './lease.ts';
import { newRequestId } from './random-id.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * One request, asked for until it has its outcome; its id makes every further asking harmless. Meanwhile heartbeats keep
 * the lease, so that the work done under it is not lost. Whatever comes of it, the lease is not renewed afterwards.
 * @throws the last fault, once the lease is lost or no retry can help
 */
export async function checkinWhileTrusted(
  lease: Lease,
  status: CheckinStatus,
  options: CheckinOptions,
): Promise<CheckinOutcome> {
  const requestId = newRequestId();
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await lease.checkin(status, { ...options, requestId });
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
