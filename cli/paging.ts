/** The options of every list that comes in pages. */

import type { Command } from 'commander';
import { MAX_PAGE, type PageOptions, upTo } from '../src/store/page.ts';
import { present } from '../src/store/present.ts';
import { parseRequest } from '../src/validation.ts';
import { numberOrText } from './arguments.ts';

export interface PageFlags {
  limit?: number;
  cursor?: string;
}

const limit = (text: string): number => parseRequest(upTo(MAX_PAGE), numberOrText(text), '--limit');

/** Gives the command `--limit` and `--cursor`. */
export const paged = (command: Command): Command =>
  command
    .option('--limit <count>', 'records of one page, 1 to 500 (default: 50)', limit)
    .option('--cursor <next>', 'where to go on: the "next" of the page before');

/** Checked by whoever reads the page. */
export const pageOf = ({ limit, cursor }: PageFlags): PageOptions => present({ limit, cursor });

/** The line below a page that is not the last. */
export const more = (next: string | null): string =>
  next === null ? '' : `\nThere is more: the same command with --cursor ${next}`;
