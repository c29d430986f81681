/** Locks of jobs that run out in seconds, so that a test need not wait a minute for what a dead worker held. */

import { QUEUE_POLICIES } from '../../../queues/policies.ts';

/** As short as a machine under load allows: a lock that is not renewed in time only has its job done twice. */
const SHORT = { lockMs: 1_500, stalledEveryMs: 400 } as const;

/** Shortens them in this process; the returned function puts them back. */
export function shortenLocks(): () => void {
  const policies = Object.values(QUEUE_POLICIES);
  const former = policies.map(({ lockMs, stalledEveryMs }) => ({ lockMs, stalledEveryMs }));
  for (const policy of policies) Object.assign(policy, SHORT);
  return () => policies.forEach((policy, index) => Object.assign(policy, former[index]));
}
