/** Brings one request into the queue, again and again while Redis is away. */

import type { Request } from '../../queues/requests.ts';
import { type MirinError, RedisUnavailableError } from '../errors.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ClientContext } from './client-context.ts';
import { type Deadline, pause, within } from './deadline.ts';

const RETRY_EVERY_MS = 100;

/** `unconfirmed`: it left, but the connection broke or was silent before Redis said yes, so that it may be there. */
export type Enqueued = { fate: 'accepted' } | { fate: 'unsent' | 'unconfirmed'; fault: MirinError };

/**
 * Sends it in a job; its id makes a second one harmless. `ended` resolves when no outcome is waited for any more.
 * @throws MirinError for a fault that waiting does not mend
 */
export async function enqueueRequest(
  { groups }: ClientContext,
  request: Request,
  deadline: Deadline,
  giveUp: AbortSignal,
  ended: Promise<void>,
): Promise<Enqueued> {
  let fate: 'unsent' | 'unconfirmed' = 'unsent';
  let fault: MirinError = new RedisUnavailableError('Redis did not take the request in time');
  while (!deadline.isOver && !giveUp.aborted) {
    try {
      const add = groups.add(request, ended).then(() => true);
      if ((await within(deadline.leftMs, add)) === true) return { fate: 'accepted' };
      fate = 'unconfirmed';
    } catch (error) {
      fault = toRedisFault(error, 'the request');
      if (fault.code !== 'MIRIN_REDIS_UNAVAILABLE') throw fault;
      if (!wasNeverSent(fault)) fate = 'unconfirmed';
      await pause(Math.min(RETRY_EVERY_MS, deadline.leftMs), giveUp);
    }
  }
  return { fate, fault };
}

/** What ioredis says where it had no connection to write to. */
const wasNeverSent = ({ message }: MirinError): boolean => message.includes("Stream isn't writeable");
