/** Processes: born, seen silent, ended, forgotten. */

import * as fc from 'fast-check';
import { endProcess } from '../../../src/transitions/end-process.ts';
import { forgetProcess } from '../../../src/transitions/forget-process.ts';
import { noteUnresponsive } from '../../../src/transitions/note-unresponsive.ts';
import type { Session } from '../session.ts';
import * as participants from '../spec/participants.ts';
import type { World } from '../spec/world.ts';
import { bear, register } from '../calls/births.ts';
import { Step } from './step.ts';
import { flags, holders, names, processes, processText, rarely, theProcess } from '../subjects.ts';

const registerStep = fc.record({ name: names, isAgain: fc.boolean() }).map(
  ({ name, isAgain }) =>
    new Step(`${name} registers ${isAgain ? 'again' : 'anew'}`, async (session, notes) => {
      await (isAgain ? register : bear)(session, notes, name);
    }),
);

/** A prober sees that the pid lives, though leases ran out. */
export const seeSilent = (session: Session, processId: string): Promise<boolean> =>
  session.same({
    name: 'note-unresponsive',
    asked: processId,
    spec: (world) => participants.noteUnresponsive(world, processId),
    real: (store) => noteUnresponsive(store, processId),
    kind: (isNew) => (isNew ? 'noted' : 'known, or over'),
  });

const silentStep = holders.map(
  (which) =>
    new Step(`${processText(which)} is seen silent though its pid lives`, (session, notes) =>
      seeSilent(session, theProcess(session.world, notes, which)),
    ),
);

const machineOf = ({ participants }: World, processId: string): string => participants.get(processId)?.machineId ?? '';

const ends = fc.oneof({ weight: 3, arbitrary: processes }, { weight: 1, arbitrary: holders });

const endStep = fc.record({ which: ends, status: fc.constantFrom<'ended' | 'dead'>('ended', 'dead') }).map(
  ({ which, status }) =>
    new Step(`${processText(which)} is ${status}`, async (session, notes) => {
      const processId = theProcess(session.world, notes, which);
      const machineId = machineOf(session.world, processId);
      await session.same({
        name: 'end-process',
        asked: { processId, status },
        spec: (world) => participants.endProcess(world, processId, status),
        real: (store) => endProcess(store, { processId, machineId }, status),
        kind: (reply) => (reply.outcome === 'ended' ? `ended, ${reply.status}` : reply.outcome),
      });
    }),
);

const forgetStep = fc.record({ which: ends, wasSeenSince: rarely(4) }).map(
  ({ which, wasSeenSince }) =>
    new Step(
      `forget ${processText(which)}${flags({ 'which was seen since': wasSeenSince })}`,
      async (session, notes) => {
        const processId = theProcess(session.world, notes, which);
        const machineId = machineOf(session.world, processId);
        const seenMs = session.world.participants.get(processId)?.lastSeenMs ?? 1;
        const lastSeen = String(wasSeenSince ? seenMs - 1 : seenMs);
        await session.same({
          name: 'forget-process',
          asked: { processId, lastSeen },
          spec: (world) => participants.forget(world, processId, lastSeen),
          real: (store) => forgetProcess(store, { processId, machineId, lastSeen }),
          kind: (isForgotten) => (isForgotten ? 'forgotten' : 'kept'),
        });
      },
    ),
);

export const processSteps = fc.oneof(
  { weight: 3, arbitrary: registerStep },
  { weight: 4, arbitrary: silentStep },
  { weight: 3, arbitrary: endStep },
  { weight: 3, arbitrary: forgetStep },
);
