/** A local simulator of GitHub's REST API over real HTTP, for tests and the demo: issues, labels, comments, and faults. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SimulatedAnswer } from './simulated-answer.ts';
import { SimulatedApp } from './simulated-app.ts';
import { fail } from './simulated-failure.ts';
import { SimulatedPlans, type SimulatedFault, type SimulatedMatch } from './simulated-faults.ts';
import { SimulatedLogins } from './simulated-logins.ts';
import type { LabelChange, SimulatedRepository } from './simulated-repository.ts';
import { SimulatedService } from './simulated-service.ts';
import { SimulatedTraffic, type TrafficFigures } from './simulated-traffic.ts';
import { sendAnswer } from './simulated-wire.ts';
import { SimulatedWorld } from './simulated-world.ts';

export interface GitHubSimulatorOptions {
  /** Default 0: any free one. */
  port?: number;
  /** The one token that is let in, beside those that Apps mint. Default `simulator-token`. */
  token?: string;
}

/** One request as it reached the simulator. */
export interface SimulatedRequest {
  method: string;
  /** Without the query, names still encoded. */
  path: string;
  /** With its question mark; empty without one. */
  query: string;
  /** As it came; empty without one. */
  body: string;
  /** What the client got to see; null: nothing (yet). */
  status: number | null;
  at: Date;
}

/** A request that was carried out, or refused, as GitHub would; planned faults are none. */
export interface SimulatedExchange {
  method: string;
  url: URL;
  /** As it came; empty without one. */
  body: string;
  answer: SimulatedAnswer;
}

/** Starts a simulator on 127.0.0.1. */
export async function startGitHubSimulator(options: GitHubSimulatorOptions = {}): Promise<GitHubSimulator> {
  const { port = 0, token = 'simulator-token' } = options;
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return new GitHubSimulator(server, token);
}

export class GitHubSimulator {
  /** The base URL, for GITHUB_API_URL. */
  readonly url: string;
  readonly token: string;
  /** Every request so far, in the order of their coming, refused and failed ones included. */
  readonly requests: SimulatedRequest[] = [];
  readonly #server: Server;
  readonly #logins: SimulatedLogins;
  readonly #service: SimulatedService;
  readonly #traffic = new SimulatedTraffic();
  readonly #world = new SimulatedWorld((change) => this.#announce(change));
  readonly #listeners = new Set<(change: LabelChange) => void>();
  readonly #witnesses = new Set<(exchange: SimulatedExchange) => void>();
  readonly #faults = new SimulatedPlans<SimulatedFault>();
  readonly #interruptions = new SimulatedPlans<() => void>();

  /** Use {@link startGitHubSimulator}. */
  constructor(server: Server, token: string) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('a server that listens on a port');
    this.url = `http://127.0.0.1:${address.port}`;
    this.token = token;
    this.#server = server;
    this.#logins = new SimulatedLogins(token);
    this.#service = new SimulatedService(this.#world, this.#logins);
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** How densely requests came, all clients together. */
  get traffic(): TrafficFigures {
    return this.#traffic.figures;
  }

  /** The repository `owner/repo`, to seed and to look into; made when it is first named. */
  repo(name: string): SimulatedRepository {
    return this.#world.repository(name);
  }

  /** Gives a repository another name; requests to the old one are redirected from then on. */
  rename(from: string, to: string): void {
    this.#world.rename(from, to);
  }

  /** The next request that fits meets this fault. Faulty answers bear just the headers that are given. */
  failNext(fault: SimulatedFault): void {
    this.#faults.add(fault, fault, fault.times);
  }

  /** From now on all goes well: faults that nothing met are forgotten. */
  recover(): void {
    this.#faults.clear();
  }

  /** Runs `action` just before the next request that fits is carried out: what a person does meanwhile. */
  beforeNext(match: SimulatedMatch, action: () => void): void {
    this.#interruptions.add(match, action);
  }

  /** Registers a GitHub App by its public key, as PEM text. */
  addApp(app: { id: number; publicKey: string }): SimulatedApp {
    const added = new SimulatedApp(app);
    this.#logins.apps.push(added);
    return added;
  }

  /** Leaves the token's account so many requests, until its budget is new in `resetInMs`. */
  setBudget(remaining: number, resetInMs: number): void {
    this.#logins.account.setBudget(remaining, resetInMs);
  }

  /** Tells of each change of an issue's labels, by request or by hand; returns how to stop it. */
  onLabelChange(listener: (change: LabelChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Shows each exchange to a witness, from now on. */
  onExchange(witness: (exchange: SimulatedExchange) => void): void {
    this.#witnesses.add(witness);
  }

  /** Ends all connections and frees the port. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #announce(change: LabelChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const logged: SimulatedRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.search,
      body: '',
      status: null,
      at: new Date(),
    };
    this.requests.push(logged);
    response.once('close', this.#traffic.begin(logged.method, logged.path));
    try {
      logged.body = await text(request);
    } catch {
      return; // The client went away in the middle of its own request.
    }
    logged.status = this.#respond(logged, { url, headers: request.headers }, response);
  }

  #respond(
    logged: SimulatedRequest,
    rest: { url: URL; headers: IncomingMessage['headers'] },
    response: ServerResponse,
  ) {
    const { method, path, body } = logged;
    this.#interruptions.take(method, path)?.();
    const carryOut = () => {
      const answer = this.#service.answer({ method, body, ...rest });
      for (const witness of this.#witnesses) witness({ method, url: rest.url, body, answer });
      return answer;
    };
    const fault = this.#faults.take(method, path);
    if (fault !== undefined) return fail(fault, response, carryOut);
    const answer = carryOut();
    sendAnswer(response, answer);
    return answer.status;
  }
}
