/** Time that passes while Redis answers. */

import type { Session } from '../session.ts';

/** Lets it be this time; Redis answered all the while. */
export async function passTo(session: Session, nowMs: number): Promise<void> {
  const { world, store } = session;
  session.standAt(nowMs);
  session.note('Redis answered all the while');
  if (world.clock.tickMs === undefined) return;
  world.clock.tickMs = nowMs;
  await store.redis.hset(store.keys.own.clock, 'tick', nowMs);
}
