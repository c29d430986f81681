/** The shapes of GitHub's successes, as far as Mirin reads them: a body that does not fit is no success. */

import { z } from 'zod';

export const labelAnswer = z.object({ name: z.string() });
export const labelListAnswer = z.array(labelAnswer);
export const repositoryAnswer = z.object({ full_name: z.string().regex(/^[^/]+\/[^/]+$/) });
