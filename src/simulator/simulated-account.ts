/** The account of the GitHub simulator: checks the token and keeps the hourly budget, as `x-ratelimit` headers tell it. */

import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from './simulated-answer.ts';

const HOURLY_LIMIT = 5_000;
const HOUR_MS = 3_600_000;

export class SimulatedAccount {
  readonly #token: string;
  #remaining = HOURLY_LIMIT;
  #resetAtMs = Date.now() + HOUR_MS;

  constructor(token: string) {
    this.#token = token;
  }

  /** Leaves so many requests until the budget is new in `resetInMs`. */
  setBudget(remaining: number, resetInMs: number): void {
    this.#remaining = remaining;
    this.#resetAtMs = Date.now() + resetInMs;
  }

  /**
   * Lets a request in and charges it.
   * @throws SimulatedRefusal 401, or 403 where nothing remains of the budget
   */
  admit(headers: IncomingHttpHeaders): void {
    this.#authenticate(headers);
    if (Date.now() >= this.#resetAtMs) this.setBudget(HOURLY_LIMIT, HOUR_MS);
    if (this.#remaining === 0) throw refuse(403, 'API rate limit exceeded for user ID 1.');
    this.#remaining -= 1;
  }

  /** Takes back the charge for a request. */
  giveBack(): void {
    this.#remaining += 1;
  }

  rateLimitHeaders(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(HOURLY_LIMIT),
      'x-ratelimit-remaining': String(this.#remaining),
      'x-ratelimit-used': String(HOURLY_LIMIT - this.#remaining),
      'x-ratelimit-reset': String(Math.ceil(this.#resetAtMs / 1000)),
      'x-ratelimit-resource': 'core',
    };
  }

  #authenticate(headers: IncomingHttpHeaders): void {
    if (headers['user-agent'] === undefined) throw refuse(403, 'Request forbidden by administrative rules.');
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
    if (scheme === '') throw refuse(401, 'Requires authentication');
    if (!/^(bearer|token)$/i.test(scheme) || token !== this.#token) throw refuse(401, 'Bad credentials');
  }
}
