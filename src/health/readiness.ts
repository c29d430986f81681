/** Whether Mirin can do its work now: Redis answers, a worker lives, the scan is scheduled. */

import type { Redis } from 'ioredis';
import type { SharedQueues } from '../enqueue/open-queues.ts';
import { livingWorkers } from './living-workers.ts';

export interface ReadinessCheck {
  name: string;
  ok: boolean;
  detail: string;
}

export interface Readiness {
  ready: boolean;
  checks: ReadinessCheck[];
}

/** Each check by itself, so that one that fails does not hide the others. */
export async function checkReadiness(redis: Redis, shared: SharedQueues): Promise<Readiness> {
  const checks = await Promise.all([
    check('redis', async () => `answers (${await redis.ping()})`),
    check('workers', async () => {
      const workers = await livingWorkers(redis);
      if (workers.length === 0) throw new Error('none was seen in the last 10 s; start mirin worker or mirin up');
      return `${workers.length} alive`;
    }),
    check('scan', async () => {
      const [schedule] = await shared.orphans.getJobSchedulers(0, 0);
      if (schedule === undefined) throw new Error('not scheduled; a starting worker schedules it');
      return `every ${(schedule.every ?? 0) / 1000} s`;
    }),
  ]);
  return { ready: checks.every(({ ok }) => ok), checks };
}

async function check(name: string, probe: () => Promise<string>): Promise<ReadinessCheck> {
  try {
    return { name, ok: true, detail: await probe() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
