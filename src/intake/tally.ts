/** Counts what a sweep of the intake came upon, over all its pages. */

import { z } from 'zod';
import type { Candidate } from './candidate.ts';

/** What was looked at and not noted, and in one word why. */
export interface Left extends Candidate {
  reason: string;
}

export const tallySchema = z.object({
  /** Issues and comments that were looked at. */
  listed: z.number().default(0),
  /** Of these, the ones that are candidates now. */
  noted: z.number().default(0),
  /** How many were left, by reason. */
  left: z.record(z.string(), z.number()).default({}),
  /** The first of them, but for those that no label of the rule says anything of. */
  examples: z.array(z.object({ issue: z.number(), comment: z.string().optional(), reason: z.string() })).default([]),
});
export type Tally = z.output<typeof tallySchema>;

const MOST_EXAMPLES = 100;
/** Most issues of a project are such, and nobody wonders about them. */
const EXPECTED = new Set(['no-label', 'not-known']);

export const emptyTally = (): Tally => tallySchema.parse({});

/** The tally with so many more. */
export function counted(tally: Tally, listed: number, lefts: readonly Left[]): Tally {
  const left = { ...tally.left };
  for (const { reason } of lefts) left[reason] = (left[reason] ?? 0) + 1;
  const examples = [...tally.examples, ...lefts.filter(({ reason }) => !EXPECTED.has(reason))];
  return {
    listed: tally.listed + listed,
    noted: tally.noted + listed - lefts.length,
    left,
    examples: examples.slice(0, MOST_EXAMPLES),
  };
}
