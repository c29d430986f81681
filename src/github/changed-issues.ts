/** One page of the issues that changed on GitHub since a time, latest first, pull requests left out. */

import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { GitHubReply } from './attempt.ts';
import { GitHubError } from './errors.ts';
import type { Place, Repository } from './repository.ts';

export interface ListedIssue {
  issue: number;
  labels: string[];
}

/** Which page; empty text stands for none. */
export interface PageRequest {
  /** GitHub's time; without one, all issues are listed. */
  since: string;
  /** The query by which GitHub named this page; without one, it is the first. */
  page: string;
  /** Of the first page, as it was seen last: where it still is so, GitHub says no more, and charges nothing. */
  etag: string;
}

export interface ChangedPage {
  issues: ListedIssue[];
  /** Whether nothing at all is listed, no pull request either. */
  isEmpty: boolean;
  /** The query of the next page; empty on the last one. */
  next: string;
  etag: string;
  /** GitHub's own time of the answer; empty where it names none. */
  at: string;
}

const label = z.union([z.string(), z.object({ name: z.string().nullish() }).transform(({ name }) => name ?? '')]);
const listed = z.object({ number: z.number().int().positive(), labels: z.array(label), pull_request: z.unknown() });
const listAnswer = z.array(listed.partial({ pull_request: true })).nullable();

/**
 * Lists a page; null: as it was when it had this etag. Latest first: whatever changes meanwhile moves to the front, so that
 * later pages may name an issue twice, but leave out none.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function listChanged(repository: Repository, request: PageRequest): Promise<ChangedPage | null> {
  const list = () => fetchPage(repository, request);
  try {
    return await list();
  } catch (error) {
    const isMoved = error instanceof GitHubError && error.fault.kind === 'moved';
    if (isMoved && (await repository.relocate())) return await list();
    throw error;
  }
}

async function fetchPage(repository: Repository, request: PageRequest): Promise<ChangedPage | null> {
  const send = (octokit: Octokit, place: Place) => orUnchanged(octokit.rest.issues.listForRepo(query(place, request)));
  const { data, headers } = await repository.send({ method: 'GET', path: '/issues', send, answer: listAnswer });
  if (data === null) return null;
  const issues = data.filter((item) => item.pull_request === undefined);
  return {
    issues: issues.map(({ number, labels }) => ({ issue: number, labels })),
    isEmpty: data.length === 0,
    next: nextQuery(String(headers['link'] ?? '')),
    etag: String(headers['etag'] ?? ''),
    at: isoTime(String(headers['date'] ?? '')),
  };
}

function query(place: Place, { since, page, etag }: PageRequest) {
  return {
    ...place,
    ...Object.fromEntries(new URLSearchParams(page)),
    state: 'all' as const,
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
