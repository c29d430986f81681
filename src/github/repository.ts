/** One repository on GitHub: sends requests to where it is now, also after a rename, and counts them. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Project } from '../../queues/project.ts';
import { repositoryAnswer } from './answers.ts';
import type { GitHubMethod, GitHubReply } from './attempt.ts';
import { GitHubError, errorOf } from './errors.ts';
import type { GitHubFault } from './fault.ts';
import type { GitHubSuccess, GitHubTransport } from './transport.ts';

/** Where a repository is, in octokit's words. */
export type Place = Pick<Project, 'owner' | 'repo'>;

/** One page of a list in a repository. */
export type PageOf = Place & { per_page: number; page: number };

/** A request within a repository; `path` goes below `/repos/OWNER/REPO`, for messages. */
export interface RepositoryRequest<T extends z.ZodType> {
  method: GitHubMethod;
  path: string;
  send: (octokit: Octokit, place: Place) => Promise<GitHubReply>;
  answer: T;
}

/** More than any list has that a person made: a server that always names a next page must not hold a worker. */
const MOST_PAGES = 50;

export class Repository {
  readonly #transport: GitHubTransport;
  #place: Place;
  readonly #patienceMs: number | undefined;
  #requestCount = 0;

  constructor(transport: GitHubTransport, project: Place, patienceMs?: number) {
    this.#patienceMs = patienceMs;
    this.#transport = transport;
    this.#place = { owner: project.owner, repo: project.repo };
  }

  /** `owner/repo` as it is called now. */
  get name(): string {
    return `${this.#place.owner}/${this.#place.repo}`;
  }

  /** Requests sent so far, failed ones included. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** Waits until what GitHub said is worth another look. */
  async untilReread(): Promise<void> {
    await pause(this.#transport.rereadAfterMs);
  }

  /** @throws GitHubUnavailableError, GitHubRefusedError */
  async send<T extends z.ZodType>(request: RepositoryRequest<T>): Promise<GitHubSuccess<z.output<T>>> {
    const place = this.#place;
    const send = (octokit: Octokit): Promise<GitHubReply> => {
      this.#requestCount += 1;
      return request.send(octokit, place);
    };
    const path = `/repos/${this.name}${request.path}`;
    return await this.#transport.send({ ...request, path, send, patienceMs: this.#patienceMs });
  }

  /** All pages of a list: issues from before GitHub's limit may bear more than 100 labels. */
  async list<T extends z.ZodType>(
    path: string,
    item: T,
    fetchPage: (octokit: Octokit, at: PageOf) => Promise<GitHubReply>,
  ): Promise<z.output<T>[]> {
    const items: z.output<T>[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const send = (octokit: Octokit, place: Place) => fetchPage(octokit, { ...place, per_page: 100, page });
      const { data, headers } = await this.send({ method: 'GET', path, send, answer: z.array(item) });
      items.push(...data);
      if (!/rel="next"/.test(String(headers['link'] ?? ''))) break;
    }
    return items;
  }

  /**
   * Finds where the repository has moved to and goes on there; false when it has not moved.
   * @throws GitHubRefusedError when it is said to be at another origin, which must not see the token
   */
  async relocate(): Promise<boolean> {
    const { full_name: fullName } = await this.#whereabouts();
    if (fullName.toLowerCase() === this.name.toLowerCase()) return false;
    const [owner = '', repo = ''] = fullName.split('/');
    this.#place = { owner, repo };
    return true;
  }

  async #whereabouts(): Promise<z.output<typeof repositoryAnswer>> {
    const request = { method: 'GET', path: '', answer: repositoryAnswer } as const;
    try {
      return (await this.send({ ...request, send: (octokit, place) => octokit.rest.repos.get(place) })).data;
    } catch (error) {
      if (!(error instanceof GitHubError) || error.fault.location === undefined) throw error;
      const url = this.#ownOrigin(error.fault, error.fault.location);
      return (await this.send({ ...request, send: (octokit) => octokit.request({ method: 'GET', url }) })).data;
    }
  }

  #ownOrigin(fault: GitHubFault, location: string): string {
    const { origin } = this.#transport;
    const url = URL.canParse(location, origin) ? new URL(location, origin) : undefined;
    if (url?.origin === origin) return url.href;
    const reason = `${fault.reason}, another origin than ${origin}: not followed, it must not see the token`;
    throw errorOf(`GET /repos/${this.name}`, { kind: 'permanent', reason, isAmbiguousWrite: false });
  }
}
