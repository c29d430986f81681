/** One page of a list of what changed on GitHub since a time: conditional, and wherever the repository is now. */

import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { GitHubReply } from './attempt.ts';
import type { Place, Repository } from './repository.ts';
import { wherever } from './wherever.ts';

/** Which page; empty text stands for none. */
export interface PageRequest {
  /** GitHub's time; without one, everything is listed. */
  since: string;
  /** The query by which GitHub named this page; without one, it is the first. */
  page: string;
  /** Of the first page, as it was seen last: where it still is so, GitHub says no more, and charges nothing. */
  etag: string;
}

export interface ChangedPage<Item> {
  items: Item[];
  /** The query of the next page; empty on the last one. */
  next: string;
  etag: string;
  /** GitHub's own time of the answer; empty where it names none. */
  at: string;
}

/** A list, and how one page of it is asked for. */
export interface ChangedList<Item extends z.ZodType> {
  path: string;
  item: Item;
  send: (octokit: Octokit, query: ReturnType<typeof pageQuery>) => Promise<GitHubReply>;
}

/**
 * The page; null: as it was when it had this etag.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function fetchChanged<Item extends z.ZodType>(
  repository: Repository,
  list: ChangedList<Item>,
  request: PageRequest,
): Promise<ChangedPage<z.output<Item>> | null> {
  return await wherever(repository, () => fetchPage(repository, list, request));
}

async function fetchPage<Item extends z.ZodType>(
  repository: Repository,
  { path, item, send: sendPage }: ChangedList<Item>,
  request: PageRequest,
): Promise<ChangedPage<z.output<Item>> | null> {
  const send = (octokit: Octokit, place: Place) => orUnchanged(sendPage(octokit, pageQuery(place, request)));
  const answer = z.array(item).nullable();
  const { data, headers } = await repository.send({ method: 'GET', path, send, answer });
  if (data === null) return null;
  return {
    items: data,
    next: nextQuery(String(headers['link'] ?? '')),
    etag: String(headers['etag'] ?? ''),
    at: isoTime(String(headers['date'] ?? '')),
  };
}

/** Latest first: whatever changes meanwhile moves to the front, so that later pages may repeat, but leave out nothing. */
function pageQuery(place: Place, { since, page, etag }: PageRequest) {
  return {
    ...place,
    ...Object.fromEntries(new URLSearchParams(page)),
    sort: 'updated' as const,
    direction: 'desc' as const,
    per_page: 100,
    ...(since !== '' && { since }),
    ...(etag !== '' && { headers: { 'if-none-match': etag } }),
  };
}

/** Octokit throws a 304; here it is an answer. */
async function orUnchanged(sending: Promise<GitHubReply>): Promise<GitHubReply> {
  try {
    return await sending;
  } catch (error) {
    const response = error instanceof Error && 'response' in error ? (error.response as GitHubReply) : undefined;
    if (response?.status !== 304) throw error;
    return { ...response, status: 200, data: null };
  }
}

/** Of the address only what names the page: it may be another origin's, which must not see the token. */
function nextQuery(link: string): string {
  const [, url = ''] = /<([^>]*)>;\s*rel="next"/.exec(link) ?? [];
  if (!URL.canParse(url)) return '';
  const { searchParams } = new URL(url);
  const names = ['page', 'after'].filter((name) => searchParams.has(name));
  return new URLSearchParams(names.map((name) => [name, searchParams.get(name) ?? ''])).toString();
}

function isoTime(date: string): string {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}
