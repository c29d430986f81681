/** Sends one request through the queue and waits for its outcome: the published reply, or what Redis has stored. */

import { checkoutJobPriority, CHECKIN_JOB_PRIORITY } from '../../queues/priorities.ts';
import type { Outcome } from '../../queues/outcomes.ts';
import type { Request } from '../../queues/requests.ts';
import { type MirinError, RedisUnavailableError, TimedOutError } from '../errors.ts';
import { toRedisFault } from '../redis/faults.ts';
import { abandon } from '../transitions/abandon.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { enqueueFollowUps, type FollowUp } from '../enqueue/follow-ups.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline, pause, within } from './deadline.ts';
import { readOutcomeText } from './read-outcome-text.ts';

/** When a reply was missed, the stored outcome is looked for after these times, then each second. */
const LOOK_AFTER_MS = [250, 1_000];
const LOOK_EVERY_MS = 1_000;
const RETRY_ADD_EVERY_MS = 100;

/** Time that the withdrawal of a timed-out request may take. */
const WITHDRAW_MS = 1_000;

/**
 * Carries out one request by job.
 * @throws RedisUnavailableError when it could not even be enqueued in its time.
 * @throws TimedOutError when no outcome came; `settled` says whether it is sure to have no effect.
 */
export async function ask(context: ClientContext, request: Request, timeoutMs: number): Promise<Outcome> {
  const deadline = new Deadline(timeoutMs);
  const answer = listen(context, request);
  try {
    const fault = await enqueue(context, request, deadline);
    if (fault !== undefined && !fault.maybeSent) throw fault.error;
    const text = await answerWithin(context, request, answer, deadline);
    if (text !== undefined) return decodeOutcome(text);
    return await withdraw(context, request, timeoutMs);
  } finally {
    answer.stop();
  }
}

interface Answer {
  readonly text: Promise<string>;
  stop(): void;
}

/** Subscribes before the job is added, so that no reply can come too early. */
function listen({ replies }: ClientContext, { requestId }: Request): Answer {
  let stop: () => void = () => undefined;
  const text = new Promise<string>((resolve) => {
    stop = replies.expect(requestId, resolve);
  });
  return { text, stop: () => stop() };
}

const jobPriority = (request: Request): number =>
  request.kind === 'checkin' ? CHECKIN_JOB_PRIORITY : checkoutJobPriority(request.priority);

interface EnqueueFault {
  error: MirinError;
  /** The connection broke after the command left: the job may be there. */
  maybeSent: boolean;
}

/** Adds the job, again and again while Redis is away; the request's id makes a second job harmless. */
async function enqueue(
  context: ClientContext,
  request: Request,
  deadline: Deadline,
): Promise<EnqueueFault | undefined> {
  let maybeSent = false;
  let last: MirinError = new RedisUnavailableError('Redis did not take the request in time');
  while (!deadline.isOver) {
    const wasConnected = context.redis.status === 'ready';
    try {
      const add = context.queues.requests.add(request.kind, request, { priority: jobPriority(request) });
      if ((await within(deadline.leftMs, add)) !== undefined) return undefined;
      maybeSent ||= wasConnected;
    } catch (error) {
      last = toRedisFault(error, 'the request');
      if (last.code !== 'MIRIN_REDIS_UNAVAILABLE') throw last;
      maybeSent ||= wasConnected && !/isn't writeable/.test(last.message);
      await pause(Math.min(RETRY_ADD_EVERY_MS, deadline.leftMs));
    }
  }
  return { error: last, maybeSent };
}

/** The outcome's text: as published, or as found in Redis; undefined when the time is up. */
async function answerWithin(
  context: ClientContext,
  request: Request,
  answer: Answer,
  deadline: Deadline,
): Promise<string | undefined> {
  const looking = new AbortController();
  const found = look(context, request, deadline, looking.signal);
  try {
    return await Promise.race([answer.text, found]);
  } finally {
    looking.abort();
  }
}

async function look(
  context: ClientContext,
  request: Request,
  deadline: Deadline,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let look = 0; !deadline.isOver; look += 1) {
    await pauseOrReconnect(context, Math.min(LOOK_AFTER_MS[look] ?? LOOK_EVERY_MS, deadline.leftMs), signal);
    if (signal.aborted) return undefined;
    const text = await within(LOOK_EVERY_MS, readOutcomeText(context.store, request.requestId)).catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A reconnect may have swallowed the reply, so it ends the pause. */
async function pauseOrReconnect({ replies }: ClientContext, ms: number, signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  const stop = replies.onReconnect(wake);
  signal.addEventListener('abort', wake, { once: true });
  await pause(ms, woken.signal);
  signal.removeEventListener('abort', wake);
  stop();
}

/**
 * The time is up. A checkout is withdrawn, so that its client never comes to hold the issue unknowingly; a checkin stays
 * accepted, since its fence protects it.
 */
async function withdraw(context: ClientContext, request: Request, timeoutMs: number): Promise<Outcome> {
  if (request.kind === 'checkin') throw new TimedOutError(request.requestId, timeoutMs, false);
  const result = await within(WITHDRAW_MS, abandon(context.store, request)).catch(() => undefined);
  if (result === undefined) throw new TimedOutError(request.requestId, timeoutMs, false);
  if (result.outcome.outcome !== 'abandoned') return result.outcome;
  if (result.isHandedBack) await followHandBack(context, request.issue, result.wanted);
  throw new TimedOutError(request.requestId, timeoutMs, true);
}

/** The state changed, so labels and tickets follow; the scan does it later where this fails. */
async function followHandBack(
  context: ClientContext,
  issue: number,
  wanted: Parameters<typeof ticketOf>[0],
): Promise<void> {
  const followUps: FollowUp[] = [{ kind: 'label-sync', issue }, ...ticketOf(wanted)];
  await enqueueFollowUps(context.target, followUps).catch(() => undefined);
}

function ticketOf(wanted: Extract<FollowUp, { kind: 'ticket' }>['wanted'] | undefined): FollowUp[] {
  return wanted === undefined ? [] : [{ kind: 'ticket', wanted, isRepaired: true }];
}
