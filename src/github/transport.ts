/** Sends single requests to GitHub through octokit: few sockets, a time for each attempt, no redirect followed, no retry. */

import { Octokit } from '@octokit/rest';
import { Agent, fetch, type RequestInit } from 'undici';
import type { z } from 'zod';
import type { GitHubAttempt, GitHubMethod, GitHubReply } from './attempt.ts';
import { classify } from './classify.ts';
import { errorOf } from './errors.ts';

export interface GitHubAccess {
  /** GitHub's API, such as `https://api.github.com` or `https://github.example.com/api/v3`. */
  apiUrl: string;
  /** Secret; sent to the origin of `apiUrl` only, and part of no message. */
  token: string;
  /** Time for one attempt in ms, reading the body included. Default 15,000. */
  attemptTimeoutMs?: number;
  /** `X-GitHub-Api-Version`. Default `2022-11-28`; an Enterprise Server may know others only. */
  apiVersion?: string;
}

/** One request: what it does, for messages; how to send it; the shape of its success. */
export interface GitHubRequest<T extends z.ZodType> {
  method: GitHubMethod;
  path: string;
  send: (octokit: Octokit) => Promise<GitHubReply>;
  answer: T;
}

/** A success: its checked data, and the headers for paging. */
export interface GitHubSuccess<T> {
  data: T;
  headers: GitHubReply['headers'];
}

const ATTEMPT_TIMEOUT_MS = 15_000;
const API_VERSION = '2022-11-28';
const CONNECTIONS = 4;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export class GitHubTransport {
  /** The only origin that may see the token. */
  readonly origin: string;
  readonly #agent: Agent;
  readonly #octokit: Octokit;
  readonly #token: string;

  constructor(access: GitHubAccess) {
    this.origin = new URL(access.apiUrl).origin;
    this.#token = access.token;
    this.#agent = new Agent({ connections: CONNECTIONS });
    this.#octokit = connect(access, this.#agent);
  }

  /**
   * Sends the request once.
   * @throws GitHubUnavailableError (`MIRIN_GITHUB_UNAVAILABLE`), GitHubRefusedError (`MIRIN_GITHUB_REFUSED`)
   */
  async send<T extends z.ZodType>(request: GitHubRequest<T>): Promise<GitHubSuccess<z.output<T>>> {
    const attempt = await attemptOf(request.send(this.#octokit));
    if ('reply' in attempt && attempt.reply.status >= 200 && attempt.reply.status < 300) {
      const checked = request.answer.safeParse(attempt.reply.data);
      if (checked.success) return { data: checked.data, headers: attempt.reply.headers };
    }
    throw this.#fail(request, attempt);
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #fail({ method, path }: { method: GitHubMethod; path: string }, attempt: GitHubAttempt): Error {
    const fault = classify(method, attempt);
    // A proxy in between may echo the request, its authorization included.
    const reason = fault.reason.replaceAll(this.#token, '[token]');
    return errorOf(`${method} ${path}`, { ...fault, reason }, 'cause' in attempt ? attempt.cause : undefined);
  }
}

function connect(access: GitHubAccess, agent: Agent): Octokit {
  const timeoutMs = access.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS;
  const octokit = new Octokit({
    auth: access.token,
    baseUrl: access.apiUrl.replace(/\/+$/, ''),
    userAgent: 'mirin',
    log: silent,
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, dispatcher: agent, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }),
    },
  });
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = access.apiVersion ?? API_VERSION;
  });
  return octokit;
}

/** Octokit throws what is above 399, and gives every lost connection the status 500: only a `response` is an answer. */
async function attemptOf(sending: Promise<GitHubReply>): Promise<GitHubAttempt> {
  try {
    return { reply: await sending };
  } catch (error) {
    const response = error instanceof Error && 'response' in error ? error.response : undefined;
    if (response !== undefined) return { reply: response as GitHubReply };
    return { cause: error instanceof Error && error.cause !== undefined ? error.cause : error };
  }
}
