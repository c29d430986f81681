/** Opens the BullMQ queues with the retry and retention that queues/policies.ts sets. */

import type { DefaultJobOptions } from 'bullmq';
import { Queue } from '../redis/bullmq.ts';
import type { Redis } from 'ioredis';
import { projectPrefix, QUEUE_NAMES, type QueueName, SHARED_PREFIX } from '../../queues/names.ts';
import { QUEUE_POLICIES } from '../../queues/policies.ts';

/** The queues of one project. */
export interface ProjectQueues {
  requests: Queue;
  tasks: Queue;
}

/** The queues that all projects share. */
export interface SharedQueues {
  labels: Queue;
  orphans: Queue;
}

export const openProjectQueues = (redis: Redis, project: string): ProjectQueues => ({
  requests: openQueue(redis, QUEUE_NAMES.requests, projectPrefix(project)),
  tasks: openQueue(redis, QUEUE_NAMES.tasks, projectPrefix(project)),
});

export const openSharedQueues = (redis: Redis): SharedQueues => ({
  labels: openQueue(redis, QUEUE_NAMES.labels, SHARED_PREFIX),
  orphans: openQueue(redis, QUEUE_NAMES.orphans, SHARED_PREFIX),
});

export async function closeQueues(...queues: readonly Queue[]): Promise<void> {
  await Promise.allSettled(queues.map((queue) => queue.close()));
}

/** Backoff of every queue: doubling with jitter, up to the policy's longest pause (see workers/backoff.ts). */
const jobOptions = (name: QueueName): DefaultJobOptions => {
  const policy = QUEUE_POLICIES[name];
  return {
    attempts: policy.attempts,
    backoff: { type: 'custom' },
    removeOnComplete: policy.keepCompleted,
    removeOnFail: policy.keepFailed,
  };
};

function openQueue(redis: Redis, name: QueueName, prefix: string): Queue {
  const queue = new Queue(name, {
    connection: redis,
    prefix,
    defaultJobOptions: jobOptions(name),
    // With an offline queue switched off, waiting for "ready" would hang while Redis is away.
    skipWaitingForReady: true,
    skipVersionCheck: true,
    streams: { events: { maxLen: 1_000 } },
  });
  queue.setMaxListeners(0);
  // Faults reach the caller of each command; unheard events would end the program.
  queue.on('error', () => undefined);
  return queue;
}
