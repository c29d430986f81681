/** Waits for the outcome of a request: the published reply, or what Redis has stored where that was missed. */

import type { RequestId } from '../../queues/values.ts';
import type { ClientContext } from './client-context.ts';
import { type Deadline, pause, within } from './deadline.ts';
import { readOutcomeText } from './read-outcome-text.ts';

/** When no reply came, the stored outcome is looked for after these times, then each second. */
const LOOK_AFTER_MS = [250, 1_000];
const LOOK_EVERY_MS = 1_000;

/** A reply that is listened for. */
export interface ExpectedReply {
  readonly text: Promise<string>;
  stop(): void;
}

/** Begins to listen; to be called before the job is added, so that no reply can come too early. */
export function expectReply({ replies }: ClientContext, requestId: RequestId): ExpectedReply {
  let stop: () => void = () => undefined;
  const text = new Promise<string>((resolve) => {
    stop = replies.expect(requestId, resolve);
  });
  return { text, stop: () => stop() };
}

/** The outcome's text; undefined when the time is up or nobody wants to wait any longer. */
export async function awaitOutcome(
  context: ClientContext,
  requestId: RequestId,
  reply: ExpectedReply,
  deadline: Deadline,
  giveUp: AbortSignal,
): Promise<string | undefined> {
  const answered = new AbortController();
  try {
    return await Promise.race([reply.text, lookUntil(context, requestId, deadline, [answered.signal, giveUp])]);
  } finally {
    answered.abort();
  }
}

async function lookUntil(
  context: ClientContext,
  requestId: RequestId,
  deadline: Deadline,
  ends: readonly AbortSignal[],
): Promise<string | undefined> {
  for (let looks = 0; !deadline.isOver; looks += 1) {
    await pauseOrResubscribe(context, Math.min(LOOK_AFTER_MS[looks] ?? LOOK_EVERY_MS, deadline.leftMs), ends);
    if (ends.some((signal) => signal.aborted)) return undefined;
    const text = await lookOnce(context, requestId, Math.min(LOOK_EVERY_MS, deadline.leftMs));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The stored outcome's text, if there is one and Redis says so in time. */
export const lookOnce = (
  { store }: ClientContext,
  requestId: RequestId,
  withinMs: number,
): Promise<string | undefined> => within(withinMs, readOutcomeText(store, requestId)).catch(() => undefined);

/** A broken subscription may have swallowed the reply, so its return ends the pause. */
async function pauseOrResubscribe({ replies }: ClientContext, ms: number, ends: readonly AbortSignal[]): Promise<void> {
  const woken = new AbortController();
  const stop = replies.onResubscribe(() => woken.abort());
  await pause(ms, woken.signal, ...ends);
  stop();
}
