/** What an operator can order of a process: it hears of it with its next heartbeat. */

import { z } from 'zod';
import { issueNumberSchema } from './values.ts';

/** Who gave it, and why: for people. */
const given = { by: z.string(), reason: z.string().optional() };

export const orderSchema = z.discriminatedUnion('kind', [
  /** Takes no further task; what it works on is finished. */
  z.strictObject({ kind: z.literal('drain'), ...given }),
  /** Stops its work on this issue, or on all that it holds, and hands it back. */
  z.strictObject({ kind: z.literal('cancel'), issue: issueNumberSchema.optional(), ...given }),
]);
export type Order = z.infer<typeof orderSchema>;
