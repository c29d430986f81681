/** (d) Heartbeats of a thousand processes, and one of a thousand leases, beside BullMQ's extending of locks. */

import type { Redis } from 'ioredis';
import type { Child } from '../test/support/child.ts';
import type { BeatsOptions } from './beats.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { buildLocks } from './peers/job-locks.ts';
import { buildLeases } from './raw-leases.ts';
import { medianRounds } from './rounds.ts';
import { atLeast, atMost, type Row } from './row.ts';

const TTL_MS = 90_000;
const HOUR_MS = 3_600_000;

interface BeatSample extends Record<string, number> {
  perSecond: number;
  p50Ms: number;
}

export const heartbeats: Measurement = {
  letter: 'd',
  title: 'heartbeats',
  measure: async (lab) => {
    const { url } = await lab.startRedis();
    const redis = lab.connect(url);
    const processes = lab.size(1_000, 100);
    return [await measureMany(lab, redis, url, processes), await measureLarge(lab, redis, url)];
  },
};

async function measureMany(lab: Lab, redis: Redis, redisUrl: string, processes: number): Promise<Row> {
  const leasesEach = 10;
  const run = await startBeaters(lab, redis, { redisUrl, project: 'bench/beats', processes, leasesEach });
  const { ours, peer } = await compare(lab, run, lab.size(10_000, 500), 50);
  return {
    name: `beats of ${processes.toLocaleString('en')} processes with ${leasesEach} leases each`,
    unit: 'per s',
    ours: ours.perSecond,
    peer: { name: 'BullMQ extendLocks', value: peer.perSecond },
    goal: atLeast(5_000, '5,000 per s'),
  };
}

/** Such a beat goes out as two scripts, one after the other. */
async function measureLarge(lab: Lab, redis: Redis, redisUrl: string): Promise<Row> {
  const leasesEach = 1_000;
  const run = await startBeaters(lab, redis, { redisUrl, project: 'bench/large-beat', processes: 1, leasesEach });
  const { ours, peer } = await compare(lab, run, lab.size(100, 10), 1);
  return {
    name: `a beat of ${leasesEach.toLocaleString('en')} leases, p50`,
    unit: 'ms',
    ours: ours.p50Ms,
    peer: { name: 'BullMQ extendLocks', value: peer.p50Ms },
    goal: atMost(10, '10 ms'),
  };
}

interface Beaters {
  ours: Child;
  peer: Child;
}

async function startBeaters(
  lab: Lab,
  redis: Redis,
  given: Omit<BeatsOptions, 'holders' | 'first' | 'ttlMs'>,
): Promise<Beaters> {
  const options: BeatsOptions = { ...given, holders: 'bot', first: 1, ttlMs: TTL_MS };
  const { project, processes, leasesEach } = options;
  await buildLeases(redis, project, { ...options, count: processes * leasesEach, deadlineInMs: HOUR_MS });
  await buildLocks(redis, processes, leasesEach);
  const start = (name: string): Promise<Child> => lab.startReady('bench/programs/beater.js', [name, options]);
  return { ours: await start('mirin'), peer: await start('bullmq') };
}

function compare(
  lab: Lab,
  { ours, peer }: Beaters,
  count: number,
  inFlight: number,
): Promise<{ ours: BeatSample; peer: BeatSample }> {
  const flood = async (beater: Child): Promise<BeatSample> => {
    beater.tell({ count, inFlight });
    const { perSecond, p50Ms } = await beater.next(({ event }) => event === 'beaten', 120_000);
    return { perSecond: Number(perSecond), p50Ms: Number(p50Ms) };
  };
  return medianRounds(lab.size(5, 1), { ours: () => flood(ours), peer: () => flood(peer) });
}
