/** Faults that the GitHub simulator was told to show, each to the next request that it fits. */

import type { SimulatedAnswer } from './simulated-answer.ts';

/** Which requests are meant; without a method or path: any. */
export interface SimulatedMatch {
  method?: string;
  /** Tested against the path without the query. */
  path?: RegExp;
}

/**
 * - `answer`: this status, body and headers
 * - `html`: a 502 page, as a proxy in between gives
 * - `truncate`: the real answer, cut off in the middle, the connection closed
 * - `reset`: no answer, the connection reset
 * - `hang`: no answer, the connection left open
 */
export type SimulatedFailure =
  | ({ how: 'answer' } & SimulatedAnswer)
  | { how: 'html' }
  | { how: 'truncate' }
  | { how: 'reset' }
  | { how: 'hang' };

export type SimulatedFault = SimulatedMatch &
  SimulatedFailure & {
    /**
     * `commit`: the request is carried out all the same · a function: it is carried out when that function calls what it is
     * given, long after the client heard of the fault. Default: it is not. `truncate` always carries it out.
     */
    after?: 'commit' | ((land: () => void) => void);
    /** How many requests meet it. Default 1. */
    times?: number;
  };

interface Planned<T> {
  match: SimulatedMatch;
  plan: T;
  left: number;
}

/** A list of plans of which each request takes the first that fits it. */
export class SimulatedPlans<T> {
  #plans: Planned<T>[] = [];

  add(match: SimulatedMatch, plan: T, times = 1): void {
    this.#plans.push({ match, plan, left: times });
  }

  /** Whatever is left takes place no more. */
  clear(): void {
    this.#plans = [];
  }

  /** Takes the plan for a request, if there is one, and uses it up. */
  take(method: string, path: string): T | undefined {
    const planned = this.#plans.find(({ match }) => fits(match, method, path));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    if (planned.left <= 0) this.#plans = this.#plans.filter((other) => other !== planned);
    return planned.plan;
  }
}

function fits(match: SimulatedMatch, method: string, path: string): boolean {
  return (match.method === undefined || match.method === method) && (match.path === undefined || match.path.test(path));
}
