/** (g) Requests to GitHub for one change of state and for a burst of them, beside one look and the writes that are needed. */

import type { Lease } from '../src/client/lease.ts';
import { type LabelFleet, startLabelFleet, take } from './label-fleet.ts';
import type { Measurement } from './measurement.ts';
import { median } from './quantile.ts';
import { atMost, ratioAtMost, type Row } from './row.ts';

const PROJECT = 'bench/label-requests';
const LABELS = /\/issues\/\d+\/labels$/;
const BURST = 20;

/** Requests for each change of one issue. */
interface IssueSample {
  taken: number;
  completed: number;
  givenBack: number;
}

export const labelRequests: Measurement = {
  letter: 'g',
  title: 'requests for labels',
  measure: async (lab) => {
    const count = lab.size(10, 2);
    const fleet = await startLabelFleet(lab, PROJECT, count + 1);
    // What is asked for the first time is remembered from then on.
    await sampleOf(fleet, 1);
    const samples: IssueSample[] = [];
    for (let issue = 2; issue <= count; issue += 1) samples.push(await sampleOf(fleet, issue));
    const of = (change: keyof IssueSample): number => median(samples.map((sample) => sample[change]));
    return [
      rowOf('requests charged when an issue is taken (one label added)', of('taken'), 2),
      rowOf('requests charged when it is completed (one added, one removed)', of('completed'), 3),
      rowOf('requests charged when it is given back (one removed)', of('givenBack'), 2),
      {
        name: `looks at an issue that changes ${BURST} times in a row`,
        unit: 'requests',
        ours: await burst(fleet, count + 1),
        goal: atMost(2, '2'),
      },
    ];
  },
};

async function sampleOf(fleet: LabelFleet, issue: number): Promise<IssueSample> {
  let lease: Lease | undefined;
  const again = async (): Promise<void> => void (lease = await take(fleet.mirin, issue));
  const taken = await charged(fleet, again);
  const completed = await charged(fleet, async () => lease?.checkin('completed'));
  await charged(fleet, again);
  const givenBack = await charged(fleet, async () => lease?.checkin('pending'));
  return { taken, completed, givenBack };
}

/** What a change costs of the account's hourly budget until its labels are in sync; 304 is free. */
async function charged({ simulator, untilQuiet }: LabelFleet, change: () => Promise<unknown>): Promise<number> {
  const before = simulator.requests.length;
  await change();
  await untilQuiet();
  return simulator.requests.slice(before).filter(({ status }) => status !== 304).length;
}

/** Each pass begins with one look at the issue's labels. */
async function burst(fleet: LabelFleet, issue: number): Promise<number> {
  const looks = (): number =>
    fleet.simulator.requests.filter(({ method, path }) => method === 'GET' && LABELS.test(path)).length;
  const before = looks();
  for (let change = 0; change < BURST; change += 2) {
    const lease = await take(fleet.mirin, issue);
    await lease.checkin('pending');
  }
  await fleet.untilQuiet();
  return looks() - before;
}

const rowOf = (name: string, ours: number, needed: number): Row => ({
  name,
  unit: 'requests',
  ours,
  peer: { name: 'a look and the writes', value: needed },
  goal: ratioAtMost(1),
});
