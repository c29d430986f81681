/** Beats: for all that a process holds, for less, for what it only believes to hold; and what Redis answers to that. */

import * as fc from 'fast-check';
import type { Order } from '../../../queues/orders.ts';
import type { Fence } from '../../../queues/values.ts';
import type { Beat, NamedLease } from '../../../src/transitions/heartbeat.ts';
import { orderProcess } from '../../../src/transitions/order-process.ts';
import { restore } from '../../../src/transitions/restore.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as checkouts from '../spec/checkouts.ts';
import * as participants from '../spec/participants.ts';
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
  acknowledgesFirst: fc.boolean(),
});
type SomeBeat = typeof beats extends fc.Arbitrary<infer T> ? T : never;

function beatOf(
  { world }: Session,
  notes: Notes,
  { by, leavesOne, alsoNames, checkpoint, acknowledgesFirst, ...rest }: SomeBeat,
): Beat {
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
  const [firstOrder] = world.participants.get(processId)?.orders.keys() ?? [];
  const acknowledged = acknowledgesFirst && firstOrder !== undefined ? [firstOrder] : [];
  return { processId, leases, rssBytes: 1_000, cpuPercent: 7, acknowledged, ...rest };
}

const fenceOf = ({ fence }: { fence?: bigint | undefined }): Fence => String(fence) as Fence;

const beatText = ({ by, ttlMs, leavesOne, alsoNames }: SomeBeat): string => {
  const also = alsoNames && `, and names ${issueText(alsoNames.issue)} under the ${alsoNames.fence} fence`;
  return `${processText(by)} beats for ${leavesOne ? 'all but one' : 'all'}, ${ttlMs} ms${also ?? ''}`;
};

const beatStep = beats.map(
  (some) => new Step(beatText(some), (session, notes) => sendBeat(session, beatOf(session, notes, some))),
);

const orders: fc.Arbitrary<Order> = fc.oneof(
  fc.constant<Order>({ kind: 'drain', by: 'operator', reason: 'a new version' }),
  fc.constantFrom<Order>({ kind: 'cancel', by: 'operator' }, { kind: 'cancel', by: 'operator', issue: 1 }),
);

const orderStep = fc.record({ to: holders, order: orders }).map(
  ({ to, order }) =>
    new Step(`${processText(to)} is ordered to ${order.kind}`, (session, notes) => {
      const processId = theProcess(session.world, notes, to);
      const orderId = notes.newRequestId();
      return session.same({
        name: 'order-process',
        asked: { processId, order },
        spec: (world) => participants.order(world, processId, orderId, order),
        real: (store) => orderProcess(store, processId, orderId, order),
        kind: ({ outcome }) => outcome,
      });
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
