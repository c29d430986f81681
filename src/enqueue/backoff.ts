/** Pauses between the tries of a job: doubling, with jitter, up to the longest that its queue's policy allows. */

import type { QueueName } from '../../queues/names.ts';
import { QUEUE_POLICIES } from '../../queues/policies.ts';

/** BullMQ's custom strategy for the queue's workers; `attemptsMade` counts from 1. */
export function backoffStrategy(queue: QueueName): (attemptsMade: number) => number {
  const { backoffMs, maxBackoffMs } = QUEUE_POLICIES[queue];
  return (attemptsMade) => {
    const doubled = Math.min(backoffMs * 2 ** Math.min(attemptsMade - 1, 20), maxBackoffMs);
    return Math.round(doubled * (0.75 + Math.random() / 2));
  };
}
