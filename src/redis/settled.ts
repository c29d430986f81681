/** What came of one call among many: its reply, or the fault that left the others alone. */

import { BugError, type MirinError } from '../errors.ts';

export type Settled<T> = { reply: T } | { fault: MirinError };

/** The reply of a single call. @throws MirinError its fault */
export function only<T>([end]: readonly Settled<T>[]): T {
  if (end === undefined) throw new BugError('a call got no reply');
  if ('fault' in end) throw end.fault;
  return end.reply;
}

/** The replies as `step` turns them, side by side; faults as they are. */
export const eachReply = <T, U>(
  ends: readonly Settled<T>[],
  step: (reply: T) => Promise<U> | U,
): Promise<Settled<U>[]> =>
  Promise.all(ends.map(async (end) => ('fault' in end ? end : { reply: await step(end.reply) })));
