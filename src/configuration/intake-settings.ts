/** What can be said of the intake: which issues are work, of which type and priority, and how many may wait. */

import { z } from 'zod';
import { prioritySchema } from '../../queues/priorities.ts';
import { taskTypeSchema } from '../../queues/values.ts';

const LABEL_EXPECTED = 'a label of 1 to 50 characters in one line';
const label = z.string({ error: LABEL_EXPECTED }).regex(/^\P{Cc}{1,50}$/u, { error: LABEL_EXPECTED });

const preset = z.enum(['off', 'poppobuilder', 'labels'], { error: 'off, poppobuilder or labels' });
const types = z.record(label, taskTypeSchema, { error: 'the type of task by label, such as {"bug": "fix"}' });
const priorities = z.record(label, prioritySchema, { error: 'the priority by label, such as {"urgent": "high"}' });
const excluded = z.array(label, { error: 'a list of labels' });
const assignment = z.enum(['any', 'assigned', 'unassigned'], { error: 'any, assigned or unassigned' });
const isOn = z.boolean({ error: 'true or false' });
const logins = z.array(z.string({ error: 'a login' }).min(1, { error: 'a login' }), { error: 'a list of logins' });

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const attempts = wholeNumber(1, 100);
const limit = wholeNumber(1, 100_000);

/** The settings of the intake, for all projects. */
export const intakeSettings = {
  intake: preset
    .default('off')
    .describe(
      'Which issues become tasks by themselves: none, those of the original PoppoBuilder, or by `intakeTypes`.',
    ),
  intakeTypes: types
    .default({})
    .describe('Labels that make an issue work, and of which type. The first that fits counts.'),
  intakePriorities: priorities
    .default({})
    .describe('Labels that say how soon; the highest counts. Without one: normal.'),
  intakeExcluded: excluded.default([]).describe('Labels that keep an issue from being taken.'),
  intakeOpenOnly: isOn.default(true).describe('Whether closed issues are left.'),
  intakeAssigned: assignment.default('any').describe('Whether it matters that somebody is assigned to the issue.'),
  intakeComments: isOn.default(true).describe('Whether comments on issues that await a response become tasks.'),
  intakeOwnComments: isOn
    .default(false)
    .describe("Whether comments of the token's own account are work; those with a hidden `<!-- mirin` never are."),
  intakeIgnoredAuthors: logins.default([]).describe('Whose comments are no work. Bots are left in any case.'),
  intakeAttempts: attempts.default(3).describe('Runs that a task of the intake gets while they end as `error`.'),
  maxPendingTasks: limit.default(100).describe('Waiting tasks from which on the intake stops until some are taken up.'),
};

/** What one project has otherwise; what is left out is as for all. */
export const ownIntakeSettings = {
  intake: preset,
  intakeTypes: types,
  intakePriorities: priorities,
  intakeExcluded: excluded,
  intakeOpenOnly: isOn,
  intakeAssigned: assignment,
  intakeComments: isOn,
  intakeOwnComments: isOn,
  intakeIgnoredAuthors: logins,
  intakeAttempts: attempts,
  maxPendingTasks: limit,
};
