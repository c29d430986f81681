/** Cuts a list of the GitHub simulator into pages, with the `Link` header that names the others. */

import type { SimulatedAnswer } from './simulated-answer.ts';

const DEFAULT_PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** The page that the query asks for: `page` from 1, `per_page` up to 100. */
export function pageOf(items: readonly unknown[], url: URL): SimulatedAnswer {
  const perPage = Math.min(positive(url.searchParams.get('per_page')) ?? DEFAULT_PER_PAGE, MOST_PER_PAGE);
  const page = positive(url.searchParams.get('page')) ?? 1;
  const lastPage = Math.max(1, Math.ceil(items.length / perPage));
  const body = items.slice((page - 1) * perPage, page * perPage);
  const link = linkHeader(url, page, lastPage);
  return link === '' ? { status: 200, body } : { status: 200, body, headers: { link } };
}

function linkHeader(url: URL, page: number, lastPage: number): string {
  const before = page > 1 ? { prev: page - 1, first: 1 } : {};
  const after = page < lastPage ? { next: page + 1, last: lastPage } : {};
  return Object.entries({ ...before, ...after })
    .map(([rel, target]) => {
      const other = new URL(url);
      other.searchParams.set('page', String(target));
      return `<${other.href}>; rel="${rel}"`;
    })
    .join(', ');
}

function positive(text: string | null): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
