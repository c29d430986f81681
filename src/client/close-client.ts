/** Ends a client: hands back what it holds, says good-bye, closes its connections; all in bounded time. */

import { closeQueues } from '../enqueue/open-queues.ts';
import { enqueueFollowUps, type FollowUp } from '../enqueue/follow-ups.ts';
import { endProcess } from '../transitions/end-process.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { release } from '../transitions/release.ts';
import type { ClientContext } from './client-context.ts';
import { within } from './deadline.ts';
import type { KeptLease } from './heartbeat-messages.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

/** Most of the time goes to the hand-back; what does not succeed runs out by itself. */
export async function closeClient(context: ClientContext, keeper: LeaseKeeper, record: ProcessRecord): Promise<void> {
  const held = keeper.heldLeases;
  await keeper.stop();
  await within(context.settings.drainTimeoutMs, sayGoodBye(context, held, record)).catch(() => undefined);
  await closeConnections(context);
}

/** Closes the connections alone, for a client that holds nothing. */
export async function closeConnections({ settings, queues, shared, redis, subscriber }: ClientContext): Promise<void> {
  await within(settings.drainTimeoutMs, closeQueues(...Object.values(queues), ...Object.values(shared)));
  redis.disconnect();
  subscriber.disconnect();
}

async function sayGoodBye(context: ClientContext, held: readonly KeptLease[], record: ProcessRecord): Promise<void> {
  if (context.redis.status !== 'ready') return;
  await Promise.allSettled(held.map((lease) => handBack(context, lease, record)));
  await endProcess(context.store, record, 'ended');
}

async function handBack(
  context: ClientContext,
  { issue, fence }: KeptLease,
  { processId }: ProcessRecord,
): Promise<void> {
  const outcome = await release(context.store, issue, { fence, by: processId, reason: 'its holder closed' });
  if (outcome.outcome === 'not-held') return;
  const ticket: FollowUp[] = outcome.wanted ? [{ kind: 'ticket', wanted: outcome.wanted, isRepaired: true }] : [];
  await enqueueFollowUps(context.target, [{ kind: 'label-sync', issue }, ...ticket]);
}
