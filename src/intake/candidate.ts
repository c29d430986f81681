/** A candidate: an issue, or a comment on one, that is work by the rule, with its place among the others. */

import { PRIORITY_LEVELS, type Priority, prioritySchema } from '../../queues/priorities.ts';

export interface Candidate {
  issue: number;
  /** The id of the comment; absent where it is the issue itself. */
  comment?: string | undefined;
}

/** What kind of work it is. */
export interface Work {
  type: string;
  priority: Priority;
}

const LEVELS = Object.keys(PRIORITY_LEVELS).map((level) => prioritySchema.parse(level));

/** More than any time in ms, so that the level goes before the age. */
const LEVEL_STEP = 1e13;

/** Where it stands among the candidates: by level, then by age. */
export const placeOf = (priority: Priority, createdAtMs: number): number =>
  LEVELS.indexOf(priority) * LEVEL_STEP + createdAtMs;

/** As it is called in Redis. */
export const candidateName = ({ issue, comment }: Candidate): string =>
  comment === undefined ? String(issue) : `${issue}/${comment}`;

/** The candidate of this name. */
export function candidateNamed(name: string): Candidate {
  const [issue = '', comment] = name.split('/');
  return comment === undefined ? { issue: Number(issue) } : { issue: Number(issue), comment };
}

/** The level at this place. */
export const levelAt = (place: number): Priority => LEVELS[Math.floor(place / LEVEL_STEP)] ?? 'low';
