/** Carries the planned faults out, each at its moment. */

import { pause } from '../../src/client/deadline.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { Redis } from 'ioredis';
import type { PlannedFault } from './fault-plan.ts';
import type { Fleet } from './fleet.ts';
import { grouped } from './grouped.ts';

/**
 * Resolves when all are over. Faults of Redis come one after the other, and so do those of workers, so that one worker is
 * there at any time, and those of one crew; on a loaded machine they come later than planned.
 */
export async function inject(
  fleet: Fleet,
  control: Redis,
  faults: readonly PlannedFault[],
  startMs: number,
): Promise<void> {
  const inTurn = async (own: readonly PlannedFault[]): Promise<void> => {
    for (const fault of own) {
      await pause(Math.max(0, startMs + fault.atMs - monotonicMs()));
      await carryOut(fleet, control, fault);
    }
  };
  await Promise.all([...grouped(faults, victimOf).values()].map(inTurn));
}

function victimOf(fault: PlannedFault): string {
  if ('crew' in fault) return `crew ${fault.crew}`;
  return /worker|redis/.exec(fault.do)?.[0] ?? fault.do;
}

async function carryOut(fleet: Fleet, control: Redis, fault: PlannedFault): Promise<void> {
  switch (fault.do) {
    case 'kill-crew':
      return fleet.killCrew(fault.crew);
    case 'stop-crew':
      return fleet.stopCrew(fault.crew, pause(fault.forMs));
    case 'kill-worker':
      return fleet.killWorker(fault.worker);
    case 'stop-worker':
      return fleet.stopWorker(fault.worker, pause(fault.forMs));
    case 'pause-redis':
      return fleet.pauseRedis(pause(fault.forMs));
    case 'restart-redis':
      return fleet.restartRedis();
    case 'flush-scripts':
      await control.script('FLUSH');
      return undefined;
    case 'cut-connections':
      return cut(control, fault.oneOf);
  }
}

/** Closes every so-manieth connection to Redis, as failing networks would. */
async function cut(control: Redis, oneOf: number): Promise<void> {
  const ids = [...String(await control.client('LIST')).matchAll(/^id=(\d+)/gm)].map(([, id = '']) => id);
  const chosen = ids.filter((_, index) => index % oneOf === 0);
  await Promise.all(chosen.map((id) => control.client('KILL', 'ID', id)));
}
