/** Writes a process's record at once and to a file, so that nothing of it is lost when the process is killed. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { MirinError, RequestUnconfirmedError, TimedOutError } from '../../src/errors.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { Beaten, CallSubject, Entry } from './record.ts';

export class Recorder {
  readonly #file: number;
  #calls = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** Runs a call and records how it was invoked and what came of it; undefined where that was an error. */
  async call<T>(subject: CallSubject, run: () => Promise<T>, say: (answer: T) => unknown): Promise<T | undefined> {
    const call = (this.#calls += 1);
    this.#write({ entry: 'invoked', call, atMs: monotonicMs(), ...subject });
    try {
      const answer = await run();
      this.#write({ entry: 'answered', call, atMs: monotonicMs(), outcome: JSON.stringify(say(answer)) ?? 'none' });
      return answer;
    } catch (error) {
      this.#write({ entry: 'failed', call, atMs: monotonicMs(), ...faultOf(error) });
      return undefined;
    }
  }

  beaten(beat: Omit<Beaten, 'entry'>): void {
    this.#write({ entry: 'beaten', ...beat });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

function faultOf(error: unknown): { code: string; message: string; isSettled: boolean } {
  const isSettled = error instanceof TimedOutError && error.settled;
  if (error instanceof RequestUnconfirmedError) return { code: 'unconfirmed', message: error.message, isSettled };
  if (error instanceof MirinError) return { code: error.code, message: error.message, isSettled };
  return { code: 'none', message: String(error), isSettled };
}
