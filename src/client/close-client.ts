/** Ends a client: settles its requests, hands back what it holds, says good-bye, closes its connections; in bounded time. */

import { fenceSchema, type LockName } from '../../queues/values.ts';
import { afterChange, enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { closeQueues } from '../enqueue/open-queues.ts';
import { endProcess } from '../transitions/end-process.ts';
import { releaseLock } from '../transitions/lock-release.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { release } from '../transitions/release.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline, within } from './deadline.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LivingProcess } from './living-process.ts';
import type { Producer } from './producer.ts';

/** Queues close at once where Redis answers. */
const CLOSE_QUEUES_WITHIN_MS = 1_000;

/** What of a client has to end with it. */
export interface ClientParts {
  readonly producer: Producer;
  readonly keeper: LeaseKeeper;
  readonly process: LivingProcess;
}

/** Takes `drainTimeoutMs` at most, and a second for the connections; what is left by then runs out by itself. */
export async function closeClient(context: ClientContext, { producer, keeper, process }: ClientParts): Promise<void> {
  const deadline = new Deadline(context.settings.drainTimeoutMs);
  await producer.close(deadline.leftMs);
  await keeper.stop();
  await within(deadline.leftMs, sayGoodBye(context, process.record)).catch(() => undefined);
  await closeConnections(context);
}

/** Closes the connections alone, for a client that holds nothing. */
export async function closeConnections({ queues, shared, redis, subscriber, closing }: ClientContext): Promise<void> {
  closing.abort();
  await within(CLOSE_QUEUES_WITHIN_MS, closeQueues(...Object.values(queues), ...Object.values(shared)));
  redis.disconnect();
  subscriber.disconnect();
}

async function sayGoodBye(context: ClientContext, record: ProcessRecord): Promise<void> {
  if (context.redis.status !== 'ready') return;
  const issues = await context.redis.smembers(context.store.keys.process(record.processId).process_issues);
  const locks = await context.redis.smembers(context.store.keys.process(record.processId).process_locks);
  await Promise.allSettled([
    ...issues.map((issue) => handBack(context, Number(issue), record)),
    ...locks.map((lock) => giveBack(context, lock as LockName, record)),
  ]);
  await endProcess(context.store, record, 'ended');
}

/** Of a lock as well: a lease that was given unheard would run out only by its deadline. */
async function giveBack({ store }: ClientContext, lock: LockName, { processId }: ProcessRecord): Promise<void> {
  const [holder, fence] = await store.redis.hmget(store.keys.lock(lock).lock, 'processId', 'fence');
  if (holder !== processId) return;
  await releaseLock(store, lock, { fence: fenceSchema.parse(fence), by: processId, reason: 'its holder closed' });
}

/** What Redis counts as held counts, so that a lease goes back whose grant this program never heard of. */
async function handBack({ store, target }: ClientContext, issue: number, { processId }: ProcessRecord): Promise<void> {
  const [holder, fence] = await store.redis.hmget(store.keys.issue(issue).issue, 'processId', 'fence');
  if (holder !== processId) return;
  const options = { fence: fenceSchema.parse(fence), by: processId, reason: 'its holder closed' };
  const outcome = await release(store, issue, options);
  if (outcome.outcome === 'not-held') return;
  await enqueueFollowUps(target, afterChange(issue, outcome.wanted));
}
