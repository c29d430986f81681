/** Plays many histories side by side on one Redis, each in a project of its own, while things go wrong. */

import { pause } from '../../src/client/deadline.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Dice } from './dice.ts';
import { type PlannedFault, planFaults } from './fault-plan.ts';
import { Fleet, type Place } from './fleet.ts';
import type { History } from './history.ts';
import { inject } from './inject.ts';
import { Observer } from './observer.ts';
import { planHistory } from './plan.ts';
import { projectOf, SETTINGS } from './settings.ts';

export interface WaveOptions {
  /** Decides what clients do and what goes wrong. */
  seed: number;
  histories: number;
  /** Whether Redis is killed and started again, too. */
  restarts: boolean;
}

/** A wave as it was played. */
export interface Played {
  histories: History[];
  faults: readonly PlannedFault[];
  strayKeys: string[];
  crashes: string[];
}

const WORKERS = 2;
const CREWS = 4;
/** Long enough for a client to be stopped for longer than its lease lives, and to go on after that. */
const LENGTH_MS = 17_000;

/** Share of the programs that end in order when all is over; the others are killed. */
const ORDERLY_SHARE = 0.4;

export async function playWave(options: WaveOptions): Promise<Played> {
  const { seed, histories, restarts } = options;
  const seeds = Array.from({ length: histories }, (_, index) => seed * 1_000 + index);
  const fleet = await Fleet.start({
    settings: SETTINGS,
    lengthMs: LENGTH_MS,
    folder: tempFolder(),
    projects: seeds.map(projectOf),
    workers: WORKERS,
    crews: castCrews(seeds),
    survivesKills: restarts,
  });
  try {
    return await watch(fleet, seeds, options);
  } finally {
    await fleet.end();
  }
}

async function watch(fleet: Fleet, seeds: readonly number[], options: WaveOptions): Promise<Played> {
  const observer = await Observer.start(fleet.redis.url, seeds);
  try {
    const faults = await goThrough(fleet, observer, options);
    await observer.settle();
    const seen = { histories: await observer.gather(fleet), strayKeys: await observer.strayKeys() };
    return { ...seen, faults, crashes: fleet.crashes };
  } finally {
    await observer.close();
  }
}

/** The clients of one history sit in different crews, so that not all die together. */
function castCrews(seeds: readonly number[]): Place[][] {
  const crews: Place[][] = Array.from({ length: CREWS }, () => []);
  for (const [index, seed] of seeds.entries()) {
    for (const [place, { kind }] of planHistory(seed, LENGTH_MS).entries()) {
      const liveness = kind === 'shell' ? 'ttl' : 'beat';
      crews[(index + place) % CREWS]?.push({ seed, project: projectOf(seed), place, liveness });
    }
  }
  return crews;
}

/** All that clients do and all that goes wrong, up to the end of the last client. */
async function goThrough(
  fleet: Fleet,
  observer: Observer,
  { seed, restarts }: WaveOptions,
): Promise<readonly PlannedFault[]> {
  const size = { lengthMs: LENGTH_MS, crews: CREWS, workers: WORKERS, ttlMs: SETTINGS.heartbeatTtlMs };
  const faults = planFaults(seed, { ...size, restarts });
  const startMs = monotonicMs();
  fleet.play(startMs);
  await Promise.all([inject(fleet, observer.redis, faults, startMs), pause(LENGTH_MS)]);
  const dice = new Dice(seed);
  const isOrderly = Array.from({ length: CREWS }, () => dice.isLucky(ORDERLY_SHARE));
  await fleet.dismiss((crew) => isOrderly[crew] === true);
  return faults;
}
