/** Ends a request whose time is up, so that it never takes effect without its client's knowledge. */

import type { Outcome } from '../../queues/outcomes.ts';
import type { CheckoutRequest, Request } from '../../queues/requests.ts';
import { afterChange, enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { abandon, type AbandonResult } from '../transitions/abandon.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { lookOnce } from './await-outcome.ts';
import type { ClientContext } from './client-context.ts';
import { Deadline, within } from './deadline.ts';

/** `answered`: it had got an outcome after all · `unknown`: it may still be carried out. */
export type Withdrawal = { end: 'withdrawn' | 'unknown' } | { end: 'answered'; outcome: Outcome };

/** A checkout is taken back; a checkin stays accepted, since its fence protects it, and is looked for once more. */
export async function withdraw(context: ClientContext, request: Request, withinMs: number): Promise<Withdrawal> {
  if (request.kind === 'checkout') return withdrawCheckout(context, request, new Deadline(withinMs));
  const text = await lookOnce(context, request, withinMs);
  return text === undefined ? { end: 'unknown' } : { end: 'answered', outcome: decodeOutcome(text) };
}

async function withdrawCheckout(
  context: ClientContext,
  request: CheckoutRequest,
  deadline: Deadline,
): Promise<Withdrawal> {
  const result = await within(deadline.leftMs, abandon(context.store, request)).catch(() => undefined);
  if (result === undefined) return { end: 'unknown' };
  if (result.outcome.outcome !== 'abandoned') return { end: 'answered', outcome: result.outcome };
  if (result.isHandedBack) await within(deadline.leftMs, followHandBack(context, request.issue, result));
  return { end: 'withdrawn' };
}

/** The state changed, so labels and ticket follow; the scan does it later where this fails. */
async function followHandBack({ target }: ClientContext, issue: number, { wanted }: AbandonResult): Promise<void> {
  await enqueueFollowUps(target, afterChange(issue, wanted)).catch(() => undefined);
}
