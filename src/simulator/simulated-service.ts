/** Answers one request of the GitHub simulator: who asks, the budget, renamed repositories, the rights, then the operation. */

import type { IncomingHttpHeaders } from 'node:http';
import { SimulatedRefusal, refuse, type SimulatedAnswer } from './simulated-answer.ts';
import { conditional } from './simulated-etag.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedCaller, SimulatedLogins } from './simulated-logins.ts';
import { operate } from './simulated-operations.ts';
import { viewAccount } from './simulated-user-view.ts';
import { SIMULATOR_NAME } from './simulated-wire.ts';
import type { SimulatedTarget, SimulatedWorld } from './simulated-world.ts';

/** A request whose body was read. */
export interface ReceivedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

export class SimulatedService {
  readonly #world: SimulatedWorld;
  readonly #logins: SimulatedLogins;

  constructor(world: SimulatedWorld, logins: SimulatedLogins) {
    this.#world = world;
    this.#logins = logins;
  }

  /** Carries the request out, or says why not. */
  answer(request: ReceivedRequest): SimulatedAnswer {
    if (request.url.pathname === '/') return greeting;
    let { account } = this.#logins;
    const answer = answerOf(() => {
      const caller = this.#logins.callerOf(request.headers);
      account = caller.account;
      account.charge();
      return this.#admitted(request, caller);
    });
    return { ...answer, headers: { ...account.rateLimitHeaders(), ...this.#logins.clock(), ...answer.headers } };
  }

  #admitted(request: ReceivedRequest, { account, app, installation }: SimulatedCaller): SimulatedAnswer {
    if (app !== undefined) return app.operate(request.method, request.url);
    if (request.url.pathname === '/rate_limit') return rateLimit(account);
    if (request.url.pathname === '/user') return { status: 200, body: viewAccount(request.url.origin) };
    const target = this.#world.find(request.url.pathname);
    if (target.isFormerName) return redirect(request, target);
    const { repository, path } = target;
    installation?.checkRight(request.method, repository.name);
    const answer = operate(request.method, path, { repository, url: request.url, body: parse(request.body) });
    return request.method === 'GET' ? conditioned(answer, request, account) : answer;
  }
}

/** What the client has already is free of charge. */
function conditioned(
  answer: SimulatedAnswer,
  { headers }: ReceivedRequest,
  account: SimulatedAccount,
): SimulatedAnswer {
  const given = conditional(answer, headers);
  if (given.status === 304) account.giveBack();
  return given;
}

function rateLimit(account: SimulatedAccount): SimulatedAnswer {
  const headers = account.rateLimitHeaders();
  const numbers = ['limit', 'remaining', 'used', 'reset'].map((name) => [name, Number(headers[`x-ratelimit-${name}`])]);
  const core: unknown = Object.fromEntries(numbers);
  return { status: 200, body: { resources: { core, search: core }, rate: core } };
}

const greeting: SimulatedAnswer = {
  status: 200,
  body: { message: `${SIMULATOR_NAME}: this is not GitHub. It keeps a few issues in memory, for tests and the demo.` },
};

function answerOf(carryOut: () => SimulatedAnswer): SimulatedAnswer {
  try {
    return carryOut();
  } catch (error) {
    if (error instanceof SimulatedRefusal) return error.answer;
    return { status: 500, body: { message: `${SIMULATOR_NAME}: ${String(error)}` } };
  }
}

/** As GitHub does: 301 where the method may change to GET, else 307. */
function redirect({ method, url }: ReceivedRequest, { repository, path }: SimulatedTarget): SimulatedAnswer {
  const location = `${url.origin}/repositories/${repository.id}${path}${url.search}`;
  const status = method === 'GET' ? 301 : 307;
  return { status, body: { message: 'Moved Permanently', url: location }, headers: { location } };
}

function parse(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw refuse(400, 'Problems parsing JSON');
  }
}
