/** Time passes: by a little, to the very ms of what comes next, in silence or not; it steps back; Redis starts anew. */

import * as fc from 'fast-check';
import type { ClockGap } from '../../../src/clock-gap.ts';
import { tick, type Tick } from '../../../src/transitions/tick.ts';
import { TTL_MS } from '../../support/driven-project.ts';
import type { Session } from '../session.ts';
import * as gaps from '../spec/gaps.ts';
import type { World } from '../spec/world.ts';
import { passTo } from '../calls/passing.ts';
import { Step } from './step.ts';

const STALE_PASS_MS = 60_000;

/** The moments ahead at which something may change by itself, soonest first. */
function momentsAhead({ world, project: { rules } }: Session): number[] {
  const { nowMs, clock, issues, participants, openPasses, answered } = world;
  const all = [...issues.values()];
  const leases = all.flatMap(({ lease }) => lease ?? []);
  const deadlines = leases.map(({ deadlineMs }) => deadlineMs);
  const moments = [
    ...deadlines,
    ...deadlines.map((at) => at + rules.probeGraceMs),
    ...deadlines.map((at) => at + rules.hungGraceMs),
    ...leases.flatMap(({ ttlMs }) => clock.gaps.map(({ stopMs }) => stopMs + ttlMs)),
    ...all.map(({ work }) => work.coolUntilMs ?? 0),
    ...all.flatMap(({ deaths }) => deaths.map(({ atMs }) => atMs + rules.orphaningWindowMs)),
    ...[...participants.values()].map(({ lastSeenMs, ttlMs }) => lastSeenMs + ttlMs),
    ...[...openPasses.values()].map((since) => since + STALE_PASS_MS),
    ...[...answered.values()].map(({ request }) => request.deadlineMs ?? 0),
    (clock.restartedMs ?? 0) + rules.restartWaitMs,
  ];
  return [...new Set(moments)].filter((at) => at > nowMs).toSorted((a, b) => a - b);
}

const amounts = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.constantFrom(1_000, 3_333, 3_334, 5_000) },
  { weight: 2, arbitrary: fc.constantFrom(30_000, 30_001, TTL_MS, TTL_MS + 1) },
);

/** To the `next`-th moment, exactly or one ms beside it; or by an amount. */
const lengths = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      next: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }) },
      ),
      beside: fc.constantFrom(0, -1, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ms: amounts }) },
);
type Length = { next: number; beside: number } | { ms: number };

const textOf = (length: Length): string =>
  'ms' in length ? `${length.ms} ms` : `to moment ${length.next}${length.beside === 0 ? '' : `, ${length.beside} ms`}`;

function endOf(session: Session, length: Length): number {
  const { nowMs } = session.world;
  if ('ms' in length) return nowMs + length.ms;
  return (momentsAhead(session)[length.next] ?? nowMs + 1) + length.beside;
}

const pass = lengths.map(
  (length) => new Step(`pass ${textOf(length)}`, (session) => passTo(session, endOf(session, length))),
);

/** Nobody heard of Redis. */
const silence = lengths.map(
  (length) =>
    new Step(`silence ${textOf(length)}`, async (session) => {
      session.standAt(endOf(session, length));
      session.note('nobody heard of Redis');
    }),
);

const stepBack = fc.constantFrom(1, 999, 1_000, 40_000, 3_600_000).map(
  (ms) =>
    new Step(`the clock steps back ${ms} ms`, async (session) => {
      session.standAt(session.world.nowMs - ms);
      session.note('the clock stepped back');
    }),
);

const restart = fc.constant(
  new Step('Redis starts anew', async (session) => {
    const { world, store } = session;
    if (world.clock.tickMs === undefined) return;
    world.clock.runId = 'another-run';
    await store.redis.hset(store.keys.own.clock, 'runId', 'another-run');
    session.note('Redis started anew');
  }),
);

const comeBackEmpty = fc.constant(
  new Step('Redis comes back empty', async (session) => {
    await session.loseAll();
    session.note('Redis came back empty');
  }),
);

/** As workers do each second; all callers know the clock that was seen then. */
const tickStep = fc
  .constantFrom('', 'another-run')
  .map(
    (endedRunId) =>
      new Step(`a worker ticks${endedRunId && ', and knows how the last run ended'}`, (session) =>
        tickAs(session, endedRunId),
      ),
  );

const tickAs = (session: Session, endedRunId: string): Promise<Tick> =>
  session.same({
    name: 'tick',
    asked: endedRunId,
    spec: (world) => {
      const { isGap } = gaps.tick(world, endedRunId);
      if (world.clock.id !== undefined) world.knownClockId = world.clock.id;
      return { atMs: world.nowMs, gap: newestGap(world), isGapNew: isGap };
    },
    real: (store) => tick(store, endedRunId),
    kind: ({ isGapNew }) => (isGapNew ? 'a gap' : 'no gap'),
  });

function newestGap({ clock }: World): ClockGap | undefined {
  const newest = clock.gaps.at(-1);
  return newest && { startMs: newest.startMs, endMs: newest.stopMs, kind: newest.kind };
}

export const timeSteps = fc.oneof(
  { weight: 24, arbitrary: pass },
  { weight: 6, arbitrary: silence },
  { weight: 4, arbitrary: stepBack },
  { weight: 2, arbitrary: restart },
  { weight: 1, arbitrary: comeBackEmpty },
  { weight: 4, arbitrary: tickStep },
);
