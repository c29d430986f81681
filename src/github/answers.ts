/** The shapes of GitHub's successes, as far as Mirin reads them: a body that does not fit is no success. */

import { z } from 'zod';

export const labelAnswer = z.object({ id: z.number(), name: z.string() });
export const labelListAnswer = z.array(labelAnswer);
/** A label that an issue bears: its id outlasts a rename. */
export type BorneLabel = z.output<typeof labelAnswer>;
/** A label as the repository defines it. */
export const definitionAnswer = labelAnswer.extend({
  color: z.string(),
  description: z.string().nullish(),
});
export type LabelDefinition = z.output<typeof definitionAnswer>;
export const repositoryAnswer = z.object({ full_name: z.string().regex(/^[^/]+\/[^/]+$/) });
/** Which installation of an App has a repository, and what it may do there. */
export const installationAnswer = z.object({
  id: z.number(),
  permissions: z.record(z.string(), z.string()),
  suspended_at: z.string().nullish(),
});
export type Installation = z.output<typeof installationAnswer>;
export const installationTokenAnswer = z.object({ token: z.string().min(1), expires_at: z.iso.datetime() });
export const commentAnswer = z.object({ id: z.number(), body: z.string().nullish() });
