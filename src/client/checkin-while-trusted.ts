/** Hands an issue back though Redis or the workers are away for a while. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus } from '../../queues/values.ts';
import type { CheckinOptions } from './connect-options.ts';
import type { Lease } from './lease.ts';
import { newRequestId } from './random-id.ts';
import { whileTrusted } from './while-trusted.ts';

/** One request, asked for until it has its outcome; its id makes every further asking harmless. @throws the last fault */
export async function checkinWhileTrusted(
  lease: Lease,
  status: CheckinStatus,
  options: CheckinOptions,
): Promise<CheckinOutcome> {
  const requestId = newRequestId();
  return await whileTrusted(lease, () => lease.checkin(status, { ...options, requestId }));
}
