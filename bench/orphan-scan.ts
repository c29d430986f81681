/** (c) The scan for orphans, with ten among ever more live leases, beside one that reads every issue. */

import type { Redis } from 'ioredis';
import { PAYLOAD_VERSION } from '../queues/requests.ts';
import { loadSettings } from '../src/configuration/load-settings.ts';
import { createLog } from '../src/log/log.ts';
import { listExpired } from '../src/transitions/list-expired.ts';
import { handleProjectScan } from '../workers/project-scan-handler.ts';
import type { WorkerContext } from '../workers/site.ts';
import { closeContext, openContext } from '../workers/worker-context.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { buildIssues, CHECK_COMMANDS, findOrphans } from './peers/orphan-check.ts';
import { buildLeases } from './raw-leases.ts';
import { commandTimes, sumUs } from './redis-time.ts';
import { medianRounds } from './rounds.ts';
import { atMost, ratioAtMost, type Row } from './row.ts';

const ORPHANS = 10;
const HOUR_MS = 3_600_000;
const PAGE = 500;
/** Calls of the script of which the mean is taken. */
const CALLS = 50;

/** The peer reads every issue: at a million it would take minutes. */
const MOST_FOR_PEER = 100_000;

interface ScanSample extends Record<string, number> {
  listUs: number;
  scanMs: number;
}

export const orphanScan: Measurement = {
  letter: 'c',
  title: 'orphan scan',
  measure: async (lab) => {
    const sizes = lab.isQuick ? [100, 1_000] : [1_000, 10_000, 100_000, 1_000_000];
    const { url } = await lab.startRedis(['--auto-aof-rewrite-percentage', '0']);
    const redis = lab.connect(url);
    const context = openSites(lab, url, sizes);
    for (const size of sizes) await build(redis, size);
    const contenders = sizes.map((size) => [String(size), () => scan(redis, context, size)]);
    const ours = await medianRounds<string, ScanSample>(
      lab.size(5, 1),
      Object.fromEntries(contenders) as Record<string, () => Promise<ScanSample>>,
    );
    return rowsOf(redis, sizes, (size) => ours[String(size)] ?? { listUs: NaN, scanMs: NaN });
  },
};

const projectOf = (size: number): string => `bench/scan-${size}`;

function openSites(lab: Lab, redisUrl: string, sizes: readonly number[]): WorkerContext {
  const flags = { projects: sizes.map(projectOf).join(','), redisUrl };
  const { settings } = loadSettings({ flags, env: {} });
  const context = openContext(settings, redisUrl, createLog({ level: 'silent' }));
  lab.onClose(() => closeContext(context));
  return context;
}

async function build(redis: Redis, size: number): Promise<void> {
  const holders = { processes: Math.min(size, 1_000), ttlMs: 90_000 };
  const live = { first: ORPHANS + 1, count: size, holders: 'live', deadlineInMs: HOUR_MS };
  await buildLeases(redis, projectOf(size), { ...holders, ...live });
  const dead = { first: 1, count: ORPHANS, holders: 'dead', deadlineInMs: -HOUR_MS };
  await buildLeases(redis, projectOf(size), { ...holders, ...dead });
  if (size <= MOST_FOR_PEER) await buildIssues(redis, projectOf(size), size + ORPHANS, ORPHANS);
}

/** The script alone, by Redis's own time; and the whole scan, which asks for ten repairs that nobody carries out. */
async function scan(redis: Redis, context: WorkerContext, size: number): Promise<ScanSample> {
  const site = context.visit(projectOf(size));
  const times = await commandTimes(redis, async () => {
    for (let call = 0; call < CALLS; call += 1) await listExpired(site.store, 0, PAGE);
  });
  const job = { v: PAYLOAD_VERSION, kind: 'project-scan', project: site.project.key } as const;
  const begun = performance.now();
  const { summary } = await handleProjectScan(job, site, context);
  const scanMs = performance.now() - begun;
  if ((summary as { expired: number }).expired !== ORPHANS) throw new Error(`scanned ${JSON.stringify(summary)}`);
  await context.shared.orphans.obliterate({ force: true });
  return { listUs: sumUs(times, ['evalsha', 'eval']) / CALLS, scanMs };
}

async function rowsOf(redis: Redis, sizes: readonly number[], oursAt: (size: number) => ScanSample): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await rowsAt(redis, size, oursAt(size))));
  const [least = 0, most = 0] = [sizes[0], sizes.at(-1)];
  const name = `Redis time of a scan, ${shown(most)} leases against ${shown(least)}`;
  const { listUs: value } = oursAt(least);
  return [
    ...rows,
    { name, unit: 'µs', ours: oursAt(most).listUs, peer: { name: shown(least), value }, goal: ratioAtMost(2) },
  ];
}

async function rowsAt(redis: Redis, size: number, { listUs, scanMs }: ScanSample): Promise<Row[]> {
  const peer = size <= MOST_FOR_PEER ? await check(redis, size) : undefined;
  const leases = `${ORPHANS} orphans among ${shown(size)} leases`;
  return [
    {
      name: `Redis time of a scan, ${leases}`,
      unit: 'µs',
      ours: listUs,
      ...(peer && { peer: { name: 'read every issue', value: peer.redisUs } }),
      goal: atMost(1_000, '1 ms'),
    },
    {
      name: `whole scan, ${leases}`,
      unit: 'ms',
      ours: scanMs,
      ...(peer && { peer: { name: 'read every issue', value: peer.wholeMs } }),
    },
  ];
}

async function check(redis: Redis, size: number): Promise<{ redisUs: number; wholeMs: number }> {
  const begun = performance.now();
  const times = await commandTimes(redis, async () => {
    const orphans = await findOrphans(redis, projectOf(size));
    if (orphans.length !== ORPHANS) throw new Error(`the peer found ${orphans.length} orphans`);
  });
  return { redisUs: sumUs(times, CHECK_COMMANDS), wholeMs: performance.now() - begun };
}

const shown = (count: number): string => count.toLocaleString('en');
