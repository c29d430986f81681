/** HTTP for one client of GitHub: few sockets, a time for each attempt, no redirect followed. */

import type { Agent, RequestInit, Response } from 'undici';

const CONNECTIONS = 4;

export class HttpSockets {
  readonly #timeoutMs: number;
  #agent: Agent | undefined;

  /** @param timeoutMs time for one request in ms, reading the body included */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** What octokit calls in place of the built-in `fetch`, which would follow redirects, token and all. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    // Loaded at the first request: it takes a tenth of a second, and many a process sends none.
    const { Agent, fetch } = await import('undici');
    this.#agent ??= new Agent({ connections: CONNECTIONS });
    const signal = AbortSignal.timeout(this.#timeoutMs);
    return await fetch(url, { ...init, dispatcher: this.#agent, redirect: 'manual', signal });
  };

  /** Closes all sockets; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
  }
}
