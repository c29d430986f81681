/** Tasks: wanted, claimed by their tickets, claimed again. */

import * as fc from 'fast-check';
import { come } from '../calls/births.ts';
import { claim, claimOf, enqueue } from '../calls/claims.ts';
import {
  flags,
  issues,
  issueText,
  processes,
  processText,
  quarantinedIssues,
  rarely,
  theIssue,
  ttlsMs,
  type WhichIssue,
} from '../subjects.ts';
import type { World } from '../spec/world.ts';
import { Step } from './step.ts';

const enqueueStep = quarantinedIssues.map(
  (which) =>
    new Step(`enqueue ${issueText(which)}`, (session) => enqueue(session, theIssue(session.world, which).number)),
);

/** Most claims are for a task that waits. */
type WhichTask = 'that waits' | WhichIssue;
const tasks: fc.Arbitrary<WhichTask> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<WhichTask>('that waits') },
  { weight: 1, arbitrary: issues },
);

function theTask(world: World, which: WhichTask): number {
  if (which !== 'that waits') return theIssue(world, which).number;
  return [...world.tasks].findLast(([, { state }]) => state === 'waiting')?.[0] ?? 1;
}

const claimStep = fc
  .record({ which: tasks, by: processes, asItIs: rarely(8), isOld: rarely(5), ttlMs: ttlsMs })
  .map(({ which, by, asItIs, ...how }) => {
    const whose = which === 'that waits' ? 'a task that waits' : `the task of ${issueText(which)}`;
    const text = `${processText(by)} claims ${whose}${flags({ asItIs, 'by an old ticket': how.isOld })}`;
    return new Step(text, async (session, notes) => {
      const processId = await come(session, notes, by, asItIs);
      await claim(session, notes, claimOf(session, notes, theTask(session.world, which), processId, how));
    });
  });

const repeatStep = fc.constant(
  new Step('the last claim again', async (session, notes) => {
    const last = notes.claims.at(-1);
    if (last !== undefined) await claim(session, notes, last);
  }),
);

export const taskSteps = fc.oneof(
  { weight: 2, arbitrary: enqueueStep },
  { weight: 5, arbitrary: claimStep },
  { weight: 1, arbitrary: repeatStep },
);
