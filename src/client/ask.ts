/** Sends one request through the queue and returns its one outcome, within its time whatever happens. */

import { setMaxListeners } from 'node:events';
import type { Outcome } from '../../queues/outcomes.ts';
import type { Request } from '../../queues/requests.ts';
import { ClosedError, RequestUnconfirmedError, TimedOutError } from '../errors.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { awaitOutcome, expectReply } from './await-outcome.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline } from './deadline.ts';
import { type Enqueued, enqueueRequest } from './enqueue-request.ts';
import { type Timed, withdrawalMs } from './requests.ts';
import { withdraw } from './withdraw.ts';

const NEVER = new AbortController().signal;
/** However many wait at once. */
setMaxListeners(0, NEVER);

/**
 * Carries out one request by job. `giveUp` withdraws it before its time.
 * @throws RedisUnavailableError when Redis took it not, or may have taken it and went away
 * @throws TimedOutError when no outcome came; `settled` says whether it is sure to have no effect
 * @throws ClosedError when it was withdrawn because of `giveUp`
 */
export async function ask(
  context: ClientContext,
  { request, timeoutMs }: Timed<Request>,
  giveUp: AbortSignal = NEVER,
): Promise<Outcome> {
  const deadline = new Deadline(timeoutMs - withdrawalMs(timeoutMs));
  const reply = expectReply(context, request);
  try {
    const enqueued = await enqueueRequest(context, request, deadline, giveUp, reply.ended);
    if (enqueued.fate === 'unsent') throw giveUp.aborted ? new ClosedError() : enqueued.fault;
    const text = await awaitOutcome(context, request, reply, deadline, giveUp);
    if (text !== undefined) return decodeOutcome(text);
    return await end(context, { request, timeoutMs }, enqueued, giveUp);
  } finally {
    reply.stop();
  }
}

/** No outcome came in time: finds out what can still be said of the request. */
async function end(
  context: ClientContext,
  { request, timeoutMs }: Timed<Request>,
  enqueued: Enqueued,
  giveUp: AbortSignal,
): Promise<Outcome> {
  const { requestId } = request;
  const withdrawal = await withdraw(context, request, withdrawalMs(timeoutMs));
  if (withdrawal.end === 'answered') return withdrawal.outcome;
  if (withdrawal.end === 'withdrawn')
    throw giveUp.aborted ? new ClosedError() : new TimedOutError(requestId, timeoutMs, true);
  if (enqueued.fate === 'unconfirmed') throw new RequestUnconfirmedError(requestId, enqueued.fault);
  throw new TimedOutError(requestId, timeoutMs, false);
}
