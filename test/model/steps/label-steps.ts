/** Label passes: they read, open, write, close, and cross each other. */

import * as fc from 'fast-check';
import { closeLabelPass, type LabelPass } from '../../../src/transitions/label-close.ts';
import { openLabelPass } from '../../../src/transitions/label-open.ts';
import { markDirty } from '../../../src/transitions/mark-dirty.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as marks from '../spec/label-marks.ts';
import { issueOf } from '../spec/world.ts';
import { Step } from './step.ts';
import { flags, issues, issueText, rarely, theIssue } from '../subjects.ts';

/** What a pass reads before it looks at the labels. */
function read({ world }: Session, notes: Notes, issue: number): LabelPass {
  const { version, labelEpoch = 0 } = issueOf(world, issue);
  const pass = { passId: `pass-${notes.passes.length}`, version: String(version), epoch: String(labelEpoch) };
  return { ...pass, wasOpened: false, isAmbiguous: false, isBrokenOff: false };
}

async function open(session: Session, issue: number, { passId }: LabelPass): Promise<void> {
  await session.same({
    name: 'label-open',
    asked: { issue, passId },
    spec: (world) => marks.openPass(world, issue, passId),
    real: (store) => openLabelPass(store, issue, passId),
    kind: () => 'opened',
  });
}

async function close(session: Session, issue: number, pass: LabelPass): Promise<void> {
  await session.same({
    name: 'label-close',
    asked: { issue, ...pass },
    spec: (world) => marks.closePass(world, issue, pass),
    real: (store) => closeLabelPass(store, issue, pass),
    kind: (reply) => reply,
  });
}

/** Begins a pass, which another step may end. */
const beginStep = fc.record({ issue: issues, writes: fc.boolean() }).map(
  ({ issue: which, writes }) =>
    new Step(`a label pass of ${issueText(which)} begins${writes ? ', and writes' : ''}`, async (session, notes) => {
      const issue = theIssue(session.world, which).number;
      const pass = { ...read(session, notes, issue), wasOpened: writes };
      notes.passes.push({ issue, pass });
      if (writes) await open(session, issue, pass);
    }),
);

const ends = fc.record({ isAmbiguous: rarely(4), isBrokenOff: rarely(6) });

const endStep = fc.record({ ago: fc.integer({ min: 0, max: 2 }), end: ends }).map(
  ({ ago, end }) =>
    new Step(`label pass ${ago} ago ends${flags(end)}`, async (session, notes) => {
      const [begun] = notes.passes.splice(-1 - ago, 1);
      if (begun !== undefined) await close(session, begun.issue, { ...begun.pass, ...end });
    }),
);

/** A whole pass at once. */
const passStep = fc.record({ issue: issues, writes: fc.boolean() }).map(
  ({ issue: which, writes }) =>
    new Step(`a label pass of ${issueText(which)}${writes ? ', which writes' : ''}`, async (session, notes) => {
      const issue = theIssue(session.world, which).number;
      const pass = { ...read(session, notes, issue), passId: notes.newRequestId(), wasOpened: writes };
      if (writes) await open(session, issue, pass);
      await close(session, issue, pass);
    }),
);

const markStep = issues.map(
  (which) =>
    new Step(`mark the labels of ${issueText(which)}`, async (session) => {
      const issue = theIssue(session.world, which).number;
      await session.same({
        name: 'mark-dirty',
        asked: issue,
        spec: (world) => marks.markDirty(world, issue),
        real: (store) => markDirty(store, issue),
        kind: () => 'marked',
      });
    }),
);

export const labelSteps = fc.oneof(
  { weight: 2, arbitrary: beginStep },
  { weight: 2, arbitrary: endStep },
  { weight: 2, arbitrary: passStep },
  { weight: 1, arbitrary: markStep },
);
