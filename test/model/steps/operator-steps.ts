/** Operators: releases, ends of quarantine, resets, what counts as processed. */

import * as fc from 'fast-check';
import { callProcessed, endQuarantine, releaseIssue, resetIssue } from '../calls/interventions.ts';
import { fences, heldIssues, issues, issueText, quarantinedIssues, theIssue } from '../subjects.ts';
import { Step } from './step.ts';

const releaseStep = fc
  .record({ which: heldIssues, under: fc.option(fences), reason: fc.constantFrom('', 'stuck') })
  .map(({ which, under, reason }) => {
    const text = `release ${issueText(which)}${under === null ? '' : ` under the ${under} fence`}`;
    return new Step(text, async (session, notes) => {
      const issue = theIssue(session.world, which);
      const fence = under === null ? undefined : notes.fence(session.world, issue, under);
      await releaseIssue(session, issue.number, fence, reason);
    });
  });

const quarantineStep = quarantinedIssues.map(
  (which) =>
    new Step(`release ${issueText(which)} from quarantine`, (session) =>
      endQuarantine(session, theIssue(session.world, which).number),
    ),
);

const resetStep = issues.map(
  (which) =>
    new Step(`reset ${issueText(which)}`, (session) => resetIssue(session, theIssue(session.world, which).number)),
);

const processedStep = fc
  .record({ which: issues, isProcessed: fc.boolean() })
  .map(
    ({ which, isProcessed }) =>
      new Step(`call ${issueText(which)} ${isProcessed ? '' : 'not '}processed`, (session) =>
        callProcessed(session, theIssue(session.world, which).number, isProcessed),
      ),
  );

export const operatorSteps = fc.oneof(
  { weight: 3, arbitrary: releaseStep },
  { weight: 2, arbitrary: quarantineStep },
  { weight: 2, arbitrary: resetStep },
  { weight: 2, arbitrary: processedStep },
);
