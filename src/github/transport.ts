/** Sends single requests to GitHub through octokit, each with a slot: few sockets, a time for each attempt, no redirect followed, no retry. */

import { Octokit } from '@octokit/rest';
import { Agent, fetch, type RequestInit } from 'undici';
import type { z } from 'zod';
import type { AccountGate } from './account-gate.ts';
import { reportOf } from './account-report.ts';
import type { GitHubAttempt, GitHubMethod, GitHubReply } from './attempt.ts';
import { awaitSlot } from './await-slot.ts';
import { classify } from './classify.ts';
import { rememberReads } from './conditional-reads.ts';
import { errorOf } from './errors.ts';
import type { GitHubFault } from './fault.ts';

export interface GitHubAccess {
  /** GitHub's API, such as `https://api.github.com` or `https://github.example.com/api/v3`. */
  apiUrl: string;
  /** Secret; sent to the origin of `apiUrl` only, and part of no message. */
  token: string;
  /** Time for one attempt in ms, reading the body included. Default 15,000. */
  attemptTimeoutMs?: number;
  /** Pause in ms before what GitHub said is looked at again: its replicas lag. Default 1,000. */
  rereadAfterMs?: number;
  /** `X-GitHub-Api-Version`. Default `2022-11-28`; an Enterprise Server may know others only. */
  apiVersion?: string;
}

/** One request: what it does, for messages; how to send it; the shape of its success. */
export interface GitHubRequest<T extends z.ZodType> {
  method: GitHubMethod;
  path: string;
  send: (octokit: Octokit) => Promise<GitHubReply>;
  answer: T;
  /** Time in ms that the request may wait for its slot. Default: a short wait only. */
  patienceMs?: number | undefined;
}

/** A success: its checked data, and the headers for paging. */
export interface GitHubSuccess<T> {
  data: T;
  headers: GitHubReply['headers'];
}

const ATTEMPT_TIMEOUT_MS = 15_000;
const REREAD_AFTER_MS = 1_000;
const API_VERSION = '2022-11-28';
const CONNECTIONS = 4;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export class GitHubTransport {
  /** The only origin that may see the token. */
  readonly origin: string;
  /** Pause before what GitHub said is looked at again. */
  readonly rereadAfterMs: number;
  readonly #agent: Agent;
  readonly #octokit: Octokit;
  readonly #token: string;
  readonly #gate: AccountGate;

  constructor(access: GitHubAccess, gate: AccountGate) {
    this.#gate = gate;
    this.origin = new URL(access.apiUrl).origin;
    this.rereadAfterMs = access.rereadAfterMs ?? REREAD_AFTER_MS;
    this.#token = access.token;
    this.#agent = new Agent({ connections: CONNECTIONS });
    this.#octokit = connect(access, this.#agent);
  }

  /**
   * Sends the request once, when the account has a slot for it.
   * @throws GitHubUnavailableError (`MIRIN_GITHUB_UNAVAILABLE`), GitHubRefusedError (`MIRIN_GITHUB_REFUSED`)
   */
  async send<T extends z.ZodType>(request: GitHubRequest<T>): Promise<GitHubSuccess<z.output<T>>> {
    const { kind, slot } = await awaitSlot(this.#gate, request);
    const attempt = await attemptOf(request.send(this.#octokit));
    const success = successOf(request, attempt);
    if (success !== undefined) {
      await this.#gate.giveBack(kind, slot, reportOf(attempt));
      return success;
    }
    const fault = this.#faultOf(request, attempt);
    await this.#gate.giveBack(kind, slot, reportOf(attempt, fault));
    throw errorOf(`${request.method} ${request.path}`, fault, 'cause' in attempt ? attempt.cause : undefined);
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #faultOf({ method }: { method: GitHubMethod }, attempt: GitHubAttempt): GitHubFault {
    const fault = classify(method, attempt);
    // A proxy in between may echo the request, its authorization included.
    return { ...fault, reason: fault.reason.replaceAll(this.#token, '[token]') };
  }
}

/** The success, if it is one and has the shape of one. */
function successOf<T extends z.ZodType>(
  { answer }: GitHubRequest<T>,
  attempt: GitHubAttempt,
): GitHubSuccess<z.output<T>> | undefined {
  if (!('reply' in attempt) || attempt.reply.status < 200 || attempt.reply.status >= 300) return undefined;
  const checked = answer.safeParse(attempt.reply.data);
  if (checked.success) return { data: checked.data, headers: attempt.reply.headers };
  return undefined;
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
  rememberReads(octokit);
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
