/** (f) Ten thousand leases that run out at the same moment: how soon the last is repaired, and what beats feel of it. */

import type { ProjectStore } from '../src/redis/project-store.ts';
import { projectStore } from '../src/redis/project-store.ts';
import { readClock } from '../src/store/read-clock.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import type { Child } from '../test/support/child.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { BeatsOptions } from './beats.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { buildIssues, findOrphans, repairOrphan } from './peers/orphan-check.ts';
import { buildLeases } from './raw-leases.ts';
import { atMost, type Row } from './row.ts';

const PROJECT = 'bench/mass-expiry';
const TTL_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Time that a prober has to see a pid that lives; 2P of docs/guarantees.md. */
const PROBE_GRACE_MS = 10_000;
/** So long is left before they run out, to see how beats do in peace. */
const PEACE_MS = 8_000;
const BEAT_EVERY_MS = 10;
const REPAIRED_WITHIN_MS = 300_000;

export const massExpiry: Measurement = {
  letter: 'f',
  title: 'leases that run out at once',
  measure: async (lab) => {
    const count = lab.size(10_000, 200);
    const { url: redisUrl } = await lab.startRedis();
    const store = projectStore(lab.connect(redisUrl), PROJECT);
    const beater = await startBeater(lab, store, redisUrl, count);
    await lab.startWorker({ projects: PROJECT, redisUrl });
    const dead = { first: 1, count, holders: 'dead', processes: count / 10, ttlMs: TTL_MS };
    await buildLeases(store.redis, PROJECT, { ...dead, deadlineInMs: PEACE_MS });
    const deadlineMs = Number(await store.redis.zscore(store.keys.own.leases, 1));
    // The building of so many is no peace.
    await p99Since(beater);
    const ours = await watchRepairs(store, beater, { count, deadlineMs });
    return rowsOf(count, ours, await repairAsAmbassador(store, count));
  },
};

/** A hundred holders with ten leases each that beat all the time, one of them each 10 ms. */
async function startBeater(lab: Lab, store: ProjectStore, redisUrl: string, count: number): Promise<Child> {
  const live = { first: count + 1, holders: 'live', processes: 100, ttlMs: TTL_MS };
  const leasesEach = lab.size(10, 1);
  await buildLeases(store.redis, PROJECT, { ...live, count: live.processes * leasesEach, deadlineInMs: HOUR_MS });
  const options: BeatsOptions = { redisUrl, project: PROJECT, leasesEach, ...live };
  const beater = await lab.startReady('bench/programs/beater.js', ['mirin', options]);
  beater.tell({ everyMs: BEAT_EVERY_MS });
  return beater;
}

interface Repairs {
  peaceP99Ms: number;
  p99Ms: number;
  fromDeadlineS: number;
  /** From the moment on from which nothing shields them any more. */
  fromShieldS: number;
  firstToLastS: number;
}

async function watchRepairs(
  store: ProjectStore,
  beater: Child,
  { count, deadlineMs }: { count: number; deadlineMs: number },
): Promise<Repairs> {
  const pending = store.keys.statusIndex('pending');
  const timeOf = (what: string, isReached: (repaired: number) => boolean): Promise<number> =>
    waitFor(what, async () => isReached(await store.redis.zcard(pending)) && redisTimeMs(store), {
      withinMs: REPAIRED_WITHIN_MS,
      everyMs: 50,
    });
  await waitFor('the leases to run out', async () => (await redisTimeMs(store)) >= deadlineMs);
  const peaceP99Ms = await p99Since(beater);
  const firstMs = await timeOf('the first repair', (repaired) => repaired > 0);
  await p99Since(beater);
  const lastMs = await timeOf('the last repair', (repaired) => repaired === count);
  const p99Ms = await p99Since(beater);
  const brake = (await readClock(store)).gaps.find(({ kind }) => kind === 'brake');
  const shieldedUntilMs = Math.max(deadlineMs + PROBE_GRACE_MS, brake === undefined ? 0 : brake.endMs + TTL_MS);
  const secondsFrom = (fromMs: number): number => (lastMs - fromMs) / 1000;
  return {
    peaceP99Ms,
    p99Ms,
    fromDeadlineS: secondsFrom(deadlineMs),
    fromShieldS: secondsFrom(shieldedUntilMs),
    firstToLastS: secondsFrom(firstMs),
  };
}

/** Of the beats since this was last asked. */
async function p99Since(beater: Child): Promise<number> {
  beater.tell('report');
  const { p99Ms } = await beater.next(({ event }) => event === 'report', 60_000);
  return Number(p99Ms);
}

/** Seconds that it takes to find and repair as many. */
async function repairAsAmbassador({ redis }: ProjectStore, count: number): Promise<number> {
  await buildIssues(redis, PROJECT, count, count);
  const begun = performance.now();
  for (const issue of await findOrphans(redis, PROJECT)) await repairOrphan(redis, PROJECT, issue);
  return (performance.now() - begun) / 1000;
}

function rowsOf(count: number, ours: Repairs, ambassadorS: number): Row[] {
  const leases = `${count.toLocaleString('en')} leases at once`;
  return [
    {
      name: `${leases}: first to last repair`,
      unit: 's',
      ours: ours.firstToLastS,
      peer: { name: 'ambassador, one by one', value: ambassadorS },
    },
    {
      name: `${leases}: to the last repair, since nothing shields them`,
      unit: 's',
      ours: ours.fromShieldS,
      goal: atMost(30, '30 s'),
    },
    { name: `${leases}: to the last repair, since their deadline`, unit: 's', ours: ours.fromDeadlineS },
    {
      name: `${leases}: p99 of beats meanwhile`,
      unit: 'ms',
      ours: ours.p99Ms,
      peer: { name: 'before', value: ours.peaceP99Ms },
      goal: atMost(50, '50 ms'),
    },
  ];
}
