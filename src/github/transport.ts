/** Sends single requests to GitHub through octokit, each with a slot, with no retry but with a new token. */

import { setTimeout as pause } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import type { z } from 'zod';
import type { TakenSlot } from '../transitions/gate-return.ts';
import type { AccountGate } from './account-gate.ts';
import { reportOf } from './account-report.ts';
import type { GitHubAttempt, GitHubMethod, GitHubReply } from './attempt.ts';
import { awaitSlot } from './await-slot.ts';
import { classify } from './classify.ts';
import { rememberReads } from './conditional-reads.ts';
import { errorOf } from './errors.ts';
import type { GitHubFault } from './fault.ts';
import { HttpSockets } from './http-sockets.ts';
import type { Credential, GitHubIdentity } from './identity.ts';
import { orLagging } from './token-lag.ts';

export interface GitHubAccess {
  /** GitHub's API, such as `https://api.github.com` or `https://github.example.com/api/v3`. */
  apiUrl: string;
  /** Its secrets are sent to the origin of `apiUrl` only, and are part of no message. */
  identity: GitHubIdentity;
  /** Time for one attempt in ms, reading the body included. Default 15,000. */
  attemptTimeoutMs?: number;
  /** Pause in ms before what GitHub said is looked at again: its replicas lag. Default 1,000. */
  rereadAfterMs?: number;
  /** `X-GitHub-Api-Version`. Default `2022-11-28`; an Enterprise Server may know others only. */
  apiVersion?: string;
  /** Pauses in ms before each try with a token that was minted since GitHub refused the one before. Default 0, 1,000, 3,000. */
  newTokenPausesMs?: readonly number[];
}

/** One request: what it does, for messages; how to send it; the shape of its success. */
export interface GitHubRequest<T extends z.ZodType> {
  method: GitHubMethod;
  /** Whatever the method, nothing on GitHub is changed by it. */
  isRead?: boolean;
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

/** A request that was sent, and has its slot still. */
interface Sent {
  taken: TakenSlot;
  credential: Credential;
  attempt: GitHubAttempt;
}

const ATTEMPT_TIMEOUT_MS = 15_000;
const REREAD_AFTER_MS = 1_000;
const API_VERSION = '2022-11-28';
/** A new token may not be known all over GitHub for some seconds. */
const NEW_TOKEN_PAUSES_MS = [0, 1_000, 3_000];
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export class GitHubTransport {
  /** The only origin that may see the token. */
  readonly origin: string;
  /** Pause before what GitHub said is looked at again. */
  readonly rereadAfterMs: number;
  readonly #sockets: HttpSockets;
  readonly #access: GitHubAccess;
  readonly #gate: AccountGate;
  /** Of the credential that was used last. */
  #connected: { credential: Credential; octokit: Octokit } | undefined;

  constructor(access: GitHubAccess, gate: AccountGate) {
    this.#gate = gate;
    this.origin = new URL(access.apiUrl).origin;
    this.rereadAfterMs = access.rereadAfterMs ?? REREAD_AFTER_MS;
    this.#access = access;
    this.#sockets = new HttpSockets(access.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS);
  }

  /**
   * Sends the request once, when the account has a slot for it; again only where GitHub refused a token and another one
   * can be had, since nothing was done then.
   * @throws GitHubUnavailableError (`MIRIN_GITHUB_UNAVAILABLE`), GitHubRefusedError (`MIRIN_GITHUB_REFUSED`)
   */
  async send<T extends z.ZodType>(request: GitHubRequest<T>): Promise<GitHubSuccess<z.output<T>>> {
    const sent = await this.#sendOnce(request);
    if (!isTokenRefused(sent.attempt) || !this.#access.identity.renew(sent.credential)) {
      return await this.#conclude(request, sent);
    }
    return await this.#conclude(request, await this.#sendRenewed(request, sent));
  }

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#sockets.close();
  }

  /** The credential comes first: to mint one takes a slot as well. */
  async #sendOnce<T extends z.ZodType>(request: GitHubRequest<T>): Promise<Sent> {
    const credential = await this.#access.identity.current();
    const taken = await awaitSlot(this.#gate, { ...request, method: effectOf(request) });
    return { taken, credential, attempt: await attemptOf(request.send(this.#octokitFor(credential))) };
  }

  /** That a token has had its time says nothing of the account: only the last word on the new one does. */
  async #sendRenewed<T extends z.ZodType>(request: GitHubRequest<T>, refused: Sent): Promise<Sent> {
    let sent = refused;
    for (const pauseMs of this.#access.newTokenPausesMs ?? NEW_TOKEN_PAUSES_MS) {
      await this.#gate.giveBack(sent.taken.kind, sent.taken.slot);
      await pause(pauseMs);
      sent = await this.#sendOnce(request);
      if (!isTokenRefused(sent.attempt)) break;
    }
    return sent;
  }

  async #conclude<T extends z.ZodType>(
    request: GitHubRequest<T>,
    { taken: { kind, slot }, credential, attempt }: Sent,
  ): Promise<GitHubSuccess<z.output<T>>> {
    const success = successOf(request, attempt);
    if (success !== undefined) {
      await this.#gate.giveBack(kind, slot, reportOf(attempt));
      return success;
    }
    const fault = faultOf(request, attempt, credential);
    await this.#gate.giveBack(kind, slot, reportOf(attempt, fault));
    throw errorOf(`${request.method} ${request.path}`, fault, 'cause' in attempt ? attempt.cause : undefined);
  }

  #octokitFor(credential: Credential): Octokit {
    if (this.#connected?.credential !== credential) {
      this.#connected = { credential, octokit: connect(this.#access, credential, this.#sockets) };
    }
    return this.#connected.octokit;
  }
}

/** What the request is to the gate, and to whoever asks whether it may have been carried out. */
const effectOf = ({ method, isRead = false }: Pick<GitHubRequest<z.ZodType>, 'method' | 'isRead'>): GitHubMethod =>
  isRead ? 'GET' : method;

const isTokenRefused = (attempt: GitHubAttempt): boolean => 'reply' in attempt && attempt.reply.status === 401;

function faultOf<T extends z.ZodType>(
  request: GitHubRequest<T>,
  attempt: GitHubAttempt,
  credential: Credential,
): GitHubFault {
  const fault = orLagging(classify(effectOf(request), attempt), attempt, credential);
  // A proxy in between may echo the request, its authorization included.
  return { ...fault, reason: credential.mask(fault.reason) };
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

function connect(access: GitHubAccess, credential: Credential, { fetch }: HttpSockets): Octokit {
  const octokit = new Octokit({
    ...credential.options,
    baseUrl: access.apiUrl.replace(/\/+$/, ''),
    userAgent: 'mirin',
    log: silent,
    request: { fetch },
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
