/** The budget of an account of the GitHub simulator: so many requests an hour, as `x-ratelimit` headers tell it. */

import { refuse } from './simulated-answer.ts';

const HOURLY_LIMIT = 5_000;
const HOUR_MS = 3_600_000;

export class SimulatedAccount {
  /** As refusals call it. */
  readonly #name: string;
  #remaining = HOURLY_LIMIT;
  #resetAtMs = Date.now() + HOUR_MS;

  constructor(name: string) {
    this.#name = name;
  }

  /** Leaves so many requests until the budget is new in `resetInMs`. */
  setBudget(remaining: number, resetInMs: number): void {
    this.#remaining = remaining;
    this.#resetAtMs = Date.now() + resetInMs;
  }

  /**
   * Charges a request.
   * @throws SimulatedRefusal 403 where nothing remains of the budget
   */
  charge(): void {
    if (Date.now() >= this.#resetAtMs) this.setBudget(HOURLY_LIMIT, HOUR_MS);
    if (this.#remaining === 0) throw refuse(403, `API rate limit exceeded for ${this.#name}.`);
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
}
