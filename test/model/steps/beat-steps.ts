/** Beats: for all that a process holds, for less, for what it only believes to hold; and what Redis answers to that. */

import * as fc from 'fast-check';
import type { Fence } from '../../../queues/values.ts';
import type { Beat, NamedLease } from '../../../src/transitions/heartbeat.ts';
import { restore } from '../../../src/transitions/restore.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as checkouts from '../spec/checkouts.ts';
import { heldBy, locksOf } from '../spec/world.ts';
import { sendBeat } from '../calls/beats.ts';
import { Step } from './step.ts';
import {
  fences,
  holders,
  issues,
  issueText,
  priorities,
  processes,
  processText,
  rarely,
  taskTypes,
  theIssue,
  theProcess,
  ttlsMs,
} from '../subjects.ts';

const beats = fc.record({
  by: holders,
  ttlMs: ttlsMs,
  leavesOne: rarely(5),
  /** A lease that it does not hold, or not under this fence. */
  alsoNames: fc.option(fc.record({ issue: issues, fence: fences }), { freq: 3 }),
  checkpoint: fc.constantFrom(undefined, '{"step":1}', '"two\\nlines"'),
  stuck: fc.constantFrom([], [1, 2]),
  acknowledged: fc.constantFrom([], ['o1']),
});
type SomeBeat = typeof beats extends fc.Arbitrary<infer T> ? T : never;

function beatOf({ world }: Session, notes: Notes, { by, leavesOne, alsoNames, checkpoint, ...rest }: SomeBeat): Beat {
  const processId = theProcess(world, notes, by);
  const named = heldBy(world, processId).slice(leavesOne ? 1 : 0);
  const leases = named.map((issue): NamedLease => ({ issue: issue.number, fence: fenceOf(issue), checkpoint }));
  const locks = locksOf(world, processId).slice(leavesOne ? 1 : 0);
  for (const { name: lock, fence } of locks) leases.push({ lock, fence: fenceOf({ fence }) });
  const former = alsoNames && notes.locks.findLast(({ holder }) => holder === processId);
  if (former && !locks.some(({ name }) => name === former.lock))
    leases.push({ lock: former.lock, fence: former.fence });
  const other = alsoNames && theIssue(world, alsoNames.issue);
  if (alsoNames && other && !named.includes(other)) {
    leases.push({ issue: other.number, fence: notes.fence(world, other, alsoNames.fence), checkpoint });
  }
  return { processId, leases, rssBytes: 1_000, cpuPercent: 7, ...rest };
}

const fenceOf = ({ fence }: { fence?: bigint | undefined }): Fence => String(fence) as Fence;

const beatText = ({ by, ttlMs, leavesOne, alsoNames }: SomeBeat): string => {
  const also = alsoNames && `, and names ${issueText(alsoNames.issue)} under the ${alsoNames.fence} fence`;
  return `${processText(by)} beats for ${leavesOne ? 'all but one' : 'all'}, ${ttlMs} ms${also ?? ''}`;
};

const beatStep = beats.map(
  (some) => new Step(beatText(some), (session, notes) => sendBeat(session, beatOf(session, notes, some))),
);

const ORDERS = { o1: '{"drain":true}', o2: '{"cancel":7}' };

/** Orders, as an operator's command will leave them. */
const orderStep = processes.map(
  (which) =>
    new Step(`orders for ${processText(which)}`, async (session, notes) => {
      const { world, store } = session;
      const participant = world.participants.get(theProcess(world, notes, which));
      if (participant === undefined) return;
      for (const [id, order] of Object.entries(ORDERS)) participant.orders.set(id, order);
      await store.redis.hset(store.keys.process(participant.processId).orders, ORDERS);
      session.note(`orders for ${participant.processId}`);
    }),
);

const restoreStep = fc
  .record({ issue: issues, by: processes, fence: fences, ttlMs: ttlsMs, taskType: taskTypes, priority: priorities })
  .map(
    ({ issue: which, by, fence, ...rest }) =>
      new Step(`${processText(by)} restores ${issueText(which)} under the ${fence} fence`, async (session, notes) => {
        const { world } = session;
        const issue = theIssue(world, which);
        const processId = theProcess(world, notes, by);
        const lost = { issue: issue.number, processId, fence: notes.fence(world, issue, fence), ...rest };
        await session.same({
          name: 'restore',
          asked: lost,
          spec: (world) => checkouts.restore(world, lost),
          real: (store) => restore(store, lost),
          kind: (deadlineMs) => (deadlineMs === undefined ? 'lost' : 'restored'),
        });
      }),
  );

export const beatSteps = fc.oneof(
  { weight: 10, arbitrary: beatStep },
  { weight: 3, arbitrary: restoreStep },
  { weight: 1, arbitrary: orderStep },
);
