/** Waits for the outcome of a request: the published reply, or what Redis has stored where that was missed. */

import type { Request } from '../../queues/requests.ts';
import { unlessOtherSchema } from '../redis/schema.ts';
import type { ClientContext } from './client-context.ts';
import { type Deadline, within } from './deadline.ts';
import { readOwnOutcome } from './read-outcome-text.ts';

/** When no reply came, the stored outcome is looked for after these times, then each second. */
const LOOK_AFTER_MS = [250, 1_000];
const LOOK_EVERY_MS = 1_000;

/** A reply that is listened for. */
export interface ExpectedReply {
  readonly text: Promise<string>;
  /** Resolves when it is listened for no more. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Begins to listen; to be called before the job is added, so that no reply can come too early. */
export function expectReply({ replies }: ClientContext, request: Request): ExpectedReply {
  let forget: () => void = () => undefined;
  let end: () => void = () => undefined;
  const text = new Promise<string>((resolve) => {
    forget = replies.expect(request, resolve);
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    text,
    ended,
    stop: () => {
      forget();
      end();
    },
  };
}

/** The outcome's text; undefined when the time is up or nobody wants to wait any longer. */
export async function awaitOutcome(
  context: ClientContext,
  request: Request,
  reply: ExpectedReply,
  deadline: Deadline,
  giveUp: AbortSignal,
): Promise<string | undefined> {
  for (let looks = 0; ; looks += 1) {
    const waitMs = Math.min(LOOK_AFTER_MS[looks] ?? LOOK_EVERY_MS, deadline.leftMs);
    const text = await nextReply(context, reply, waitMs, giveUp);
    if (text !== undefined) return text;
    if (deadline.isOver || giveUp.aborted) return undefined;
    const stored = lookOnce(context, request, Math.min(LOOK_EVERY_MS, deadline.leftMs));
    const found = await Promise.race([reply.text, stored]);
    if (found !== undefined) return found;
  }
}

/** The reply; undefined after `waitMs`, or when the subscription is back that may have swallowed it. */
function nextReply(
  { replies }: ClientContext,
  reply: ExpectedReply,
  waitMs: number,
  giveUp: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (text?: string): void => {
      clearTimeout(timer);
      forget();
      giveUp.removeEventListener('abort', onGiveUp);
      resolve(text);
    };
    const onGiveUp = (): void => end();
    const timer = setTimeout(end, waitMs);
    const forget = replies.onResubscribe(end);
    giveUp.addEventListener('abort', onGiveUp);
    if (giveUp.aborted) end();
    void reply.text.then(end);
  });
}

/** The stored outcome's text, if there is one and Redis says so in time. @throws where no worker of ours can answer */
export const lookOnce = ({ store }: ClientContext, request: Request, withinMs: number): Promise<string | undefined> =>
  within(withinMs, readOwnOutcome(store, request)).catch(unlessOtherSchema);
