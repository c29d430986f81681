/** An issue as GitHub shows it, as far as Mirin looks at it. */

import { z } from 'zod';

export interface ListedIssue {
  issue: number;
  labels: string[];
  isOpen: boolean;
  isAssigned: boolean;
  /** In ms; 0 where GitHub does not say. */
  createdAtMs: number;
}

const label = z.union([z.string(), z.object({ name: z.string().nullish() }).transform(({ name }) => name ?? '')]);

/** As lists and single answers have it; pull requests are issues, too. */
export const issueAnswer = z.object({
  number: z.number().int().positive(),
  labels: z.array(label),
  pull_request: z.unknown().optional(),
  state: z.string().default('open'),
  assignees: z.array(z.unknown()).nullish(),
  created_at: z.string().default(''),
});

/** undefined: it is a pull request. */
export function listedIssue(answer: z.output<typeof issueAnswer>): ListedIssue | undefined {
  if (answer.pull_request !== undefined) return undefined;
  return {
    issue: answer.number,
    labels: answer.labels,
    isOpen: answer.state === 'open',
    isAssigned: (answer.assignees ?? []).length > 0,
    createdAtMs: timeOf(answer.created_at),
  };
}

/** In ms; 0 where the text is no time. */
export const timeOf = (text: string): number => Date.parse(text) || 0;
