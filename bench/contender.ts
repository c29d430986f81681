/** One contender of the round trip: the process that asks, the one that answers, and what a run of it costs each. */

import type { Child } from '../test/support/child.ts';
import type { AskerOptions } from './asker.ts';
import { cpuTimeUs } from './cpu-time.ts';
import type { Lab } from './lab.ts';

/** One run. The costs are microseconds of processor time for each request. */
export interface AskSample extends Record<string, number> {
  p50Ms: number;
  p99Ms: number;
  perSecond: number;
  askerUs: number;
  answererUs: number;
  redisUs: number;
}

export interface Ends {
  /** Process that carries the requests out; none where the asker does so itself. */
  answererPid?: number | undefined;
  redisPid?: number | undefined;
}

export class Contender {
  readonly #asker: Child;
  readonly #ends: Ends;

  /** Starts its asker; what answers runs already. */
  static async start(lab: Lab, name: string, options: AskerOptions, ends: Ends = {}): Promise<Contender> {
    return new Contender(await lab.startReady('bench/programs/asker.js', [name, options]), ends);
  }

  private constructor(asker: Child, ends: Ends) {
    this.#asker = asker;
    this.#ends = ends;
  }

  /** Makes so many requests, so many of them under way at a time, and gives back what they took. */
  async run(count: number, inFlight: number): Promise<AskSample> {
    const before = await this.#cpuTimesUs();
    this.#asker.tell({ count, inFlight });
    const { p50Ms, p99Ms, perSecond } = await this.#asker.next(({ event }) => event === 'asked', 600_000);
    const after = await this.#cpuTimesUs();
    this.#asker.tell('tidy');
    await this.#asker.next(({ event }) => event === 'tidied', 600_000);
    const [askerUs = 0, answererUs = 0, redisUs = 0] = after.map((us, index) => (us - (before[index] ?? 0)) / count);
    return { p50Ms: Number(p50Ms), p99Ms: Number(p99Ms), perSecond: Number(perSecond), askerUs, answererUs, redisUs };
  }

  #cpuTimesUs(): Promise<number[]> {
    const { answererPid, redisPid } = this.#ends;
    const pids = [this.#asker.pid, answererPid, redisPid];
    return Promise.all(pids.map(async (pid) => (pid === undefined ? 0 : cpuTimeUs(pid))));
  }
}
