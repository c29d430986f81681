/** How lists are asked for in pages, and the cursor at which the next page begins. */

import { z } from 'zod';

/** Most records of one page. */
export const MAX_PAGE = 500;

/** A whole number from 1 to `most`. */
export function upTo(most: number) {
  const error = `a whole number from 1 to ${most}`;
  return z.number({ error }).int({ error }).min(1, { error }).max(most, { error });
}

const CURSOR = { error: 'the `next` of an earlier page' };

/** The last entry of the page before: its score, a dash, its member. */
const cursorSchema = z.string(CURSOR).regex(/^\d{1,16}-\S{1,200}$/, CURSOR);

export const pageSchema = z.strictObject({
  /** Records of the page. Default 50, at most {@link MAX_PAGE}. */
  limit: upTo(MAX_PAGE).default(50),
  /** The `next` of the page before; none = the first page. */
  cursor: cursorSchema.optional(),
});

/** What a caller may leave out. */
export type PageOptions = z.input<typeof pageSchema>;
export type Page = z.output<typeof pageSchema>;

/** An entry of a sorted set. */
export interface Entry {
  member: string;
  score: number;
}

export const cursorAt = ({ score, member }: Entry): string => `${score}-${member}`;

/** The entry behind a cursor that {@link pageSchema} let through. */
export function entryAt(cursor: string): Entry {
  const dash = cursor.indexOf('-');
  return { score: Number(cursor.slice(0, dash)), member: cursor.slice(dash + 1) };
}
