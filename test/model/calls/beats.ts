/** The call of a beat. */

import { heartbeat, type Beat, type BeatReply } from '../../../src/transitions/heartbeat.ts';
import type { Session } from '../session.ts';
import * as participants from '../spec/participants.ts';
import { upIn } from '../subjects.ts';

export const sendBeat = (session: Session, beat: Beat): Promise<BeatReply> =>
  session.same({
    name: 'heartbeat',
    asked: beat,
    spec: (world) => withoutOrder(participants.beat(world, beat)),
    real: async (store) => withoutOrder(await heartbeat(store, beat)),
    kind: beatKinds,
  });

/** What is held comes from a set. */
const withoutOrder = (reply: BeatReply): BeatReply =>
  reply.process === 'alive' ? { ...reply, held: reply.held.toSorted((a, b) => a - b) } : reply;

function beatKinds(reply: BeatReply): string[] {
  if (reply.process !== 'alive') return [reply.process];
  const { verdicts, held, orders } = reply;
  return ['alive', ...new Set(verdicts), ...upIn({ unlisted: held.length > 0, orders: orders.size > 0 })];
}
