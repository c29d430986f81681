/** What is to go wrong while a wave of histories is played, and when: decided by the wave's seed alone. */

import { Dice } from './dice.ts';

export type PlannedFault = { readonly atMs: number } & Trouble;

type Trouble =
  | { do: 'kill-crew'; crew: number }
  | { do: 'stop-crew'; crew: number; forMs: number }
  | { do: 'kill-worker'; worker: number }
  | { do: 'stop-worker'; worker: number; forMs: number }
  | { do: 'pause-redis'; forMs: number }
  | { do: 'restart-redis' }
  | { do: 'flush-scripts' }
  /** Every so-manieth connection is closed. */
  | { do: 'cut-connections'; oneOf: number };

export interface FaultOptions {
  lengthMs: number;
  crews: number;
  workers: number;
  /** How long a lease lives. */
  ttlMs: number;
  /** Whether Redis is killed and started again, too. */
  restarts: boolean;
}

/** The crew that is stopped for longer than its leases live; it is not killed, so that it comes to go on. */
const LONG_STOPPED = 0;

export function planFaults(seed: number, options: FaultOptions): readonly PlannedFault[] {
  const dice = new Dice(seed);
  const faults = [
    ...stopsOfCrews(dice, options),
    ...killsOfCrews(dice, options),
    ...faultsOfWorkers(dice, options),
    ...faultsOfRedis(dice, options),
  ];
  // Every other wave has a silence that outlasts leases; those who hold them then have to be there afterwards.
  const silence: PlannedFault[] = seed % 2 === 0 ? [] : [longSilence(dice, options)];
  const isApart = (fault: PlannedFault): boolean => silence.every((pause) => !isDuring(pause, fault));
  return [...faults.filter(isApart), ...silence].toSorted((a, b) => a.atMs - b.atMs);
}

const longSilence = (dice: Dice, { ttlMs }: FaultOptions): PlannedFault => {
  return { atMs: dice.between(2_500, 4_000), do: 'pause-redis', forMs: ttlMs + dice.between(0, 500) };
};

const isDuring = (pause: PlannedFault, { atMs }: PlannedFault): boolean =>
  'forMs' in pause && atMs >= pause.atMs && atMs < pause.atMs + pause.forMs;

function stopsOfCrews(dice: Dice, { lengthMs, crews, ttlMs }: FaultOptions): PlannedFault[] {
  const forMs = ttlMs + dice.between(500, 2_500);
  const long: PlannedFault = { atMs: dice.between(500, 1_500), do: 'stop-crew', crew: LONG_STOPPED, forMs };
  const moments = dice.moments(3, 500, lengthMs - 3_000);
  return [long, ...moments.map((atMs) => ({ atMs, ...shortStop(dice, crews) }))];
}

const shortStop = (dice: Dice, crews: number): Trouble => {
  return { do: 'stop-crew', crew: dice.between(LONG_STOPPED + 1, crews - 1), forMs: dice.between(100, 3_000) };
};

function killsOfCrews(dice: Dice, { lengthMs, crews, restarts }: FaultOptions): PlannedFault[] {
  const count = dice.between(2, 4) + (restarts ? 1 : 0);
  const moments = dice.moments(count, 1_000, lengthMs - 1_500);
  return moments.map((atMs) => ({ atMs, do: 'kill-crew', crew: dice.between(LONG_STOPPED + 1, crews - 1) }));
}

/** Spread out, so that one worker at least is there at most times. */
function faultsOfWorkers(dice: Dice, { lengthMs, workers, restarts }: FaultOptions): PlannedFault[] {
  const count = restarts ? 4 : 3;
  const spanMs = Math.floor(lengthMs / count);
  return Array.from({ length: count }, (_, index): PlannedFault => {
    const atMs = index * spanMs + dice.between(0, Math.floor(spanMs / 4));
    const worker = dice.between(0, workers - 1);
    if (dice.isLucky(0.6)) return { atMs, do: 'kill-worker', worker };
    return { atMs, do: 'stop-worker', worker, forMs: dice.between(200, Math.floor(spanMs / 2)) };
  });
}

function faultsOfRedis(dice: Dice, { lengthMs, restarts }: FaultOptions): PlannedFault[] {
  const several = (count: number, choose: () => Trouble): PlannedFault[] =>
    dice.moments(count, 500, lengthMs - 1_000).map((atMs) => ({ atMs, ...choose() }));
  return [
    ...several(2, () => ({ do: 'pause-redis', forMs: dice.between(100, 1_500) })),
    ...several(restarts ? dice.between(1, 3) : 0, () => ({ do: 'restart-redis' })),
    ...several(restarts ? 5 : 3, () => ({ do: 'flush-scripts' })),
    ...several(restarts ? 5 : 3, () => ({ do: 'cut-connections', oneOf: dice.between(3, 12) })),
  ];
}
