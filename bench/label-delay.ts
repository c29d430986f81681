/** (h) From a change of state to its label, where nothing else is to be done, and the writes used where very much is. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import { type LabelFleet, startLabelFleet, take } from './label-fleet.ts';
import type { Measurement } from './measurement.ts';
import { median, quantile } from './quantile.ts';
import { atMost, ratioAtLeast, type Row } from './row.ts';

const IDLE = 'bench/label-delay';
const BUSY = 'bench/label-rush';
/** GitHub asks for a second between writes: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
const PERMITTED_PER_S = 1;
const IDLE_MS = 1_100;

export const labelDelay: Measurement = {
  letter: 'h',
  title: 'labels behind their state',
  measure: async (lab) => [...(await idle(lab)), await rush(lab)],
};

async function idle(lab: Lab): Promise<Row[]> {
  const count = lab.size(30, 3);
  const fleet = await startLabelFleet(lab, IDLE, count);
  const delaysMs: number[] = [];
  for (let issue = 1; issue <= count; issue += 1) {
    // Until then the account waits before it writes again.
    await pause(IDLE_MS);
    delaysMs.push(await delayMs(fleet, issue));
  }
  const name = 'a change until its label, nothing else to do';
  return [
    { name: `${name}, p50`, unit: 'ms', ours: median(delaysMs) },
    { name: `${name}, p95`, unit: 'ms', ours: quantile(delaysMs, 0.95), goal: atMost(1_500, '1.5 s') },
  ];
}

/** From the answer to a checkout until the issue bears its label. */
async function delayMs({ simulator, mirin, untilQuiet }: LabelFleet, issue: number): Promise<number> {
  const labelled = new Promise<number>((resolve) => {
    const stop = simulator.onLabelChange((change) => {
      if (change.issue !== issue) return;
      stop();
      resolve(performance.now());
    });
  });
  await take(mirin, issue);
  const answeredAt = performance.now();
  const ms = (await labelled) - answeredAt;
  await untilQuiet();
  return Math.max(0, ms);
}

/** A thousand issues change at once: how many of the permitted writes are used for as long as they wait. */
async function rush(lab: Lab): Promise<Row> {
  const count = lab.size(1_000, 20);
  const { simulator, mirin } = await startLabelFleet(lab, BUSY, count);
  const writes: number[] = [];
  simulator.onLabelChange(() => writes.push(performance.now()));
  await Promise.all(Array.from({ length: count }, (_, index) => take(mirin, index + 1)));
  const from = performance.now();
  const forMs = lab.size(120_000, 5_000);
  await pause(forMs);
  const done = writes.filter((at) => at >= from && at < from + forMs).length;
  return {
    name: `labels written while ${count.toLocaleString('en')} issues wait`,
    unit: 'per s',
    ours: (done * 1_000) / forMs,
    peer: { name: 'permitted', value: PERMITTED_PER_S },
    goal: ratioAtLeast(0.9),
  };
}
