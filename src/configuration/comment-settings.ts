/** What can be said of the comments by which Mirin tells of repairs on GitHub. */

import { z } from 'zod';

const isOn = z.boolean({ error: 'true or false' });
const language = z.enum(['en', 'ja'], { error: 'en or ja' });

/** The settings of comments, for all projects. */
export const commentSettings = {
  repairComments: isOn.default(false).describe('Tell of each repair in a comment on the issue.'),
  commentLanguage: language.default('en').describe('The language of these comments.'),
};

/** What one project has otherwise; what is left out is as for all. */
export const ownCommentSettings = { repairComments: isOn, commentLanguage: language };
