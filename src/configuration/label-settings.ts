/** What can be said of the owned labels: names, prefix, looks, names no longer used, and what people's changes mean. */

import { z } from 'zod';
import type { Status } from '../../queues/values.ts';

/** A status that shows on GitHub; a pending issue bears no label of Mirin's. */
export type LabelledStatus = Exclude<Status, 'pending'>;

/** One text for each status that has a label. */
export type ByStatus = Readonly<Record<LabelledStatus, string>>;

const NAMES: ByStatus = {
  processing: 'processing',
  'awaiting-response': 'awaiting-response',
  completed: 'completed',
  error: 'error',
  quarantined: 'quarantined',
};

const COLORS: ByStatus = {
  processing: 'fbca04',
  'awaiting-response': '1d76db',
  completed: '0e8a16',
  error: 'd73a4a',
  quarantined: '5319e7',
};

const DESCRIPTIONS: ByStatus = {
  processing: 'A process is working on this issue (set by Mirin)',
  'awaiting-response': 'The work waits for an answer of a person (set by Mirin)',
  completed: 'The work on this issue is done (set by Mirin)',
  error: 'The work on this issue failed (set by Mirin)',
  quarantined: 'Set aside: this issue ended its processes too often (set by Mirin)',
};

/** A name that GitHub takes, and that can stand in a list. */
export const labelName = z
  .string({ error: 'a label name' })
  .regex(/^[\x20-\x2b\x2d-\x7e]{1,50}$/, { error: '1 to 50 ASCII characters without commas' })
  .refine((text) => text === text.trim(), { error: 'a name without blanks at its ends' });

const color = z
  .string({ error: 'six hex digits without #' })
  .regex(/^[0-9a-fA-F]{6}$/, { error: 'six hex digits without #' });

const description = z
  .string({ error: 'at most 100 characters in one line' })
  .regex(/^\P{Cc}{0,100}$/u, { error: 'at most 100 characters in one line' });

const prefix = z
  .string({ error: 'at most 20 ASCII characters without commas' })
  .regex(/^[\x20-\x2b\x2d-\x7e]{0,20}$/, { error: 'at most 20 ASCII characters without commas' });

const retired = z.array(labelName, { error: 'a list of label names' });

const mode = z.enum(['enforce', 'respect'], { error: 'enforce or respect' });

const isOn = z.boolean({ error: 'true or false' });

const NAMES_EXPECTED = 'the label of each status, such as processing and "in-progress"';
const COLORS_EXPECTED = 'the colour of each label by status, such as processing and "fbca04"';
const DESCRIPTIONS_EXPECTED = 'the description of each label by status';

/** One value for each status, as far as it is given. */
const byStatus = (value: z.ZodString, error: string) =>
  z
    .strictObject(
      { processing: value, 'awaiting-response': value, completed: value, error: value, quarantined: value },
      { error },
    )
    .partial();

/** One value for each status; those that are not given are the defaults. */
const completed = (value: z.ZodString, defaults: ByStatus, error: string) =>
  z.strictObject(
    {
      processing: value.default(defaults.processing),
      'awaiting-response': value.default(defaults['awaiting-response']),
      completed: value.default(defaults.completed),
      error: value.default(defaults.error),
      quarantined: value.default(defaults.quarantined),
    },
    { error },
  );

/** The settings of labels, for all projects. */
export const labelSettings = {
  labelPrefix: prefix.default('').describe('Put before each label of `labels`, such as `mirin:`.'),
  labels: completed(labelName, NAMES, NAMES_EXPECTED).prefault({}).describe('The owned label of each status.'),
  labelColors: completed(color, COLORS, COLORS_EXPECTED)
    .prefault({})
    .describe('The colour that a label gets when Mirin creates it.'),
  labelDescriptions: completed(description, DESCRIPTIONS, DESCRIPTIONS_EXPECTED)
    .prefault({})
    .describe('The description that a label gets when Mirin creates it.'),
  retiredLabels: retired
    .default([])
    .describe('Full names that Mirin used before: owned, and removed where they are found.'),
  labelMode: mode
    .default('enforce')
    .describe("`respect`: an owned label that a person removed stays away until the issue's state moves on."),
  takeOverLabelled: isOn
    .default(true)
    .describe('Have the sweep take over issues that bear an owned label and that Redis does not know.'),
};

/** What one project has otherwise; what is left out is as for all. */
export const ownLabelSettings = {
  labelPrefix: prefix,
  labels: byStatus(labelName, NAMES_EXPECTED),
  labelColors: byStatus(color, COLORS_EXPECTED),
  labelDescriptions: byStatus(description, DESCRIPTIONS_EXPECTED),
  retiredLabels: retired,
  labelMode: mode,
  takeOverLabelled: isOn,
};
