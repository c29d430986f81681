/** What a program of the campaign is told at its start: whom it plays, in which plays, and where to write its record. */

import type { Rules } from './history.ts';

/** One client of one history. */
export interface CrewSeat {
  project: string;
  /** The history's seed: it decides what the client does. */
  seed: number;
  /** Which of the history's clients this is. */
  place: number;
  /** Under which it registers: no other program ever does. */
  name: string;
}

export interface CrewOrder {
  redisUrl: string;
  recordFile: string;
  seats: readonly CrewSeat[];
  /** How long the plans are, in ms. */
  lengthMs: number;
  settings: ClientSettings;
}

/** What clients and workers of a campaign have in common. */
export type ClientSettings = Omit<Rules, 'repairMs'> & {
  readonly heartbeatEveryMs: number;
  readonly leaseMarginMs: number;
  readonly requestTimeoutMs: number;
};

/** What it can be told later on: `start` at this moment of the monotonic clock, or end all clients in order. */
export type CrewWord = { startMs: number } | { close: true };
