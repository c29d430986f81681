/** Orphans: repairs that are asked for, rightly or not, and scans. */

import * as fc from 'fast-check';
import type { Notes, SeenLease } from '../notes.ts';
import type { Session } from '../session.ts';
import { deathSteps } from './death-steps.ts';
import { leaseNow, listLeases, repairOrphan, scan } from '../calls/repairs.ts';
import { Step } from './step.ts';
import { heldIssues, issueText, theIssue, type WhichIssue } from '../subjects.ts';

type Sight = 'as it is' | 'as it was' | 'with another holder' | 'one ms early';

function seen(session: Session, notes: Notes, which: WhichIssue, sight: Sight): SeenLease {
  const now = leaseNow(session, notes, which);
  switch (sight) {
    case 'as it is':
      return now;
    case 'as it was':
      return notes.earlierLease(theIssue(session.world, which)) ?? now;
    case 'with another holder':
      return { ...now, holder: notes.idOf('twin') };
    case 'one ms early':
      return { ...now, deadlineMs: now.deadlineMs - 1 };
  }
}

const sights = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Sight>('as it is') },
  { weight: 2, arbitrary: fc.constant<Sight>('as it was') },
  { weight: 1, arbitrary: fc.constantFrom<Sight>('with another holder', 'one ms early') },
);

const repairStep = fc
  .record({ issue: heldIssues, sight: sights, cause: fc.constantFrom('expired', 'dead') })
  .map(
    ({ issue, sight, cause }) =>
      new Step(`repair ${issueText(issue)}, ${cause}, ${sight}`, (session, notes) =>
        repairOrphan(session, { ...seen(session, notes, issue, sight), cause }),
      ),
  );

const scanStep = fc.constant(new Step('scan', scan));

const pageStep = fc
  .record({ offset: fc.constantFrom(0, 1), limit: fc.constantFrom(1, 2) })
  .map(
    ({ offset, limit }) => new Step(`list ${limit} from ${offset} on`, (session) => listLeases(session, offset, limit)),
  );

export const orphanSteps = fc.oneof(
  { weight: 8, arbitrary: repairStep },
  { weight: 3, arbitrary: scanStep },
  { weight: 1, arbitrary: pageStep },
  { weight: 14, arbitrary: deathSteps },
);
