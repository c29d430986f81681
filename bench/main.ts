/** Runs the measurements one after the other, each beside its peer, and prints one table of them all. */

import { type BenchArguments, readArguments, USAGE } from './arguments.ts';
import { deaths } from './deaths.ts';
import { heartbeats } from './heartbeats.ts';
import { Lab } from './lab.ts';
import { describeMachine } from './machine.ts';
import { massExpiry } from './mass-expiry.ts';
import { labelDelay } from './label-delay.ts';
import { labelRequests } from './label-requests.ts';
import { labelSweep } from './label-sweep.ts';
import type { Measurement } from './measurement.ts';
import { documentOf, tableOf } from './report.ts';
import { redisMemory } from './redis-memory.ts';
import { roundTrip } from './round-trip.ts';
import type { Row } from './row.ts';
import { orphanScan } from './orphan-scan.ts';
import { stateFile } from './state-file.ts';
import { workerMemory } from './worker-memory.ts';

const MEASUREMENTS: readonly Measurement[] = [
  roundTrip,
  stateFile,
  orphanScan,
  heartbeats,
  redisMemory,
  workerMemory,
  deaths,
  massExpiry,
  labelRequests,
  labelDelay,
  labelSweep,
];

const { isJson, isQuick, only, isHelp } = readOrExit();
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

let lab = new Lab(isQuick);
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isInterrupted = true;
    void lab.close().finally(() => process.exit(130));
  });
}
if (isHelp) process.stdout.write(USAGE);
else await runAll();

async function runAll(): Promise<void> {
  const rows: Row[] = [];
  const chosen = MEASUREMENTS.filter(({ letter }) => only.length === 0 || only.includes(letter));
  for (const measurement of chosen) rows.push(...(await run(measurement)));
  const report = { machine: await describeMachine(), isQuick, rows };
  process.stdout.write(`${isJson ? JSON.stringify(documentOf(report), undefined, 2) : tableOf(report)}\n`);
}

function readOrExit(): BenchArguments {
  try {
    return readArguments(process.argv.slice(2), new Set(MEASUREMENTS.map(({ letter }) => letter)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

/** One that fails does not take the others along. */
async function run({ letter, title, measure }: Measurement): Promise<Row[]> {
  const begun = performance.now();
  lab = new Lab(isQuick);
  try {
    return await measure(lab);
  } catch (error) {
    // What was taken away from it fails; the program ends as soon as all is cleared away.
    if (isInterrupted) return new Promise(() => undefined);
    process.exitCode = 1;
    tell(`(${letter}) ${title} failed: ${error instanceof Error ? error.stack : String(error)}`);
    return [];
  } finally {
    await lab.close();
    tell(`(${letter}) ${title}: ${Math.round((performance.now() - begun) / 1000)} s`);
  }
}
