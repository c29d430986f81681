/** What a contender gives to the program that asks: one request, and what is tidied up after a run, untimed. */

export interface Asker {
  /** Makes the request of this number, from 1, and waits for its answer. @throws Error when it is not granted. */
  ask(number: number): Promise<void>;
  /** Gives back what the requests took. */
  tidy?(): Promise<void>;
}

/** How a contender's asker is made; the program that makes it ends with SIGKILL. */
export type OpenAsker = (options: AskerOptions) => Promise<Asker>;

export interface AskerOptions {
  redisUrl: string;
  project: string;
  /** For those that keep their state in a file. */
  folder?: string;
  /** Issues that the state file holds. */
  issues?: number;
}

/** Runs `ask` for so many numbers from `first` on, so many under way at a time; returns the ms of each. */
export async function askMany(
  ask: (number: number) => Promise<void>,
  { first, count, inFlight }: { first: number; count: number; inFlight: number },
): Promise<number[]> {
  const eachMs: number[] = [];
  let next = first;
  const lane = async (): Promise<void> => {
    while (next < first + count) {
      const number = next++;
      const begun = performance.now();
      await ask(number);
      eachMs.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return eachMs;
}
