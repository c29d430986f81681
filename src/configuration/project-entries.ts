/** The settings of single projects, as they are given. */

import { z } from 'zod';
import { projectSchema } from '../../queues/project.ts';
import { ownCommentSettings } from './comment-settings.ts';
import { ownGitHubSettings } from './github-settings.ts';
import { ownIntakeSettings } from './intake-settings.ts';
import { ownLabelSettings } from './label-settings.ts';
import { ownOperatorSettings } from './operator-settings.ts';

const projectName = z.string().refine((name) => projectSchema.safeParse(name).success, {
  error: 'owner/repo or host/owner/repo, as GitHub spells them',
});

/** What is expected of an entry as a whole. */
export const OWN_EXPECTED = 'an object of settings';

/** What can be set for one project. */
export const ownSettingsSchema = z
  .strictObject(
    { ...ownGitHubSettings, ...ownLabelSettings, ...ownCommentSettings, ...ownIntakeSettings, ...ownOperatorSettings },
    { error: OWN_EXPECTED },
  )
  .partial();

export type OwnSettings = z.output<typeof ownSettingsSchema>;

/** By project, in any spelling. */
export const projectSettingsSchema = z.record(projectName, ownSettingsSchema, {
  error: 'the settings of single projects, such as owner/repo and {"labelPrefix": "mirin:"}',
});

/** The key of the project that an entry of `projectSettings` is about. */
export const keyOfEntry = (name: string): string => projectSchema.parse(name).key;
