/** Beats of many processes, sent by one: what a contender gives to the program that beats. */

export interface BeatsOptions {
  redisUrl: string;
  project: string;
  /** Name of the processes whose leases were built. */
  holders: string;
  processes: number;
  leasesEach: number;
  /** The lowest issue that they hold. */
  first: number;
  ttlMs: number;
}

/** Sends one beat for the process at a place, from 0. @throws Error when a lease is lost. */
export type Beat = (at: number) => Promise<void>;

export type OpenBeats = (options: BeatsOptions) => Promise<Beat>;
