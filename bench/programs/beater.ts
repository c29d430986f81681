/** Program of the measurements: beats for many processes, as fast as it can or at a steady pace, and says how long beats took. */

import { createInterface } from 'node:readline';
import { askMany } from '../asker.ts';
import type { BeatsOptions, OpenBeats } from '../beats.ts';
import { openJobLocks } from '../peers/job-locks.ts';
import { openMirinBeats } from '../peers/mirin-beats.ts';
import { quantile } from '../quantile.ts';

/** `count` beats, as fast as can be · one beat each `everyMs`, until `report` is asked for: since it was last asked. */
type Order = { count: number; inFlight: number } | { everyMs: number } | 'report';

const CONTENDERS: Readonly<Record<string, OpenBeats>> = { mirin: openMirinBeats, bullmq: openJobLocks };

const [name = '', optionsText = '{}'] = process.argv.slice(2);
const options = JSON.parse(optionsText) as BeatsOptions;
const open = CONTENDERS[name];
if (open === undefined) throw new Error(`no contender ${name}`);
const say = (message: object): void => console.log(JSON.stringify(message));

const beat = await open(options);
let next = 0;
let eachMs: number[] = [];
const beatNext = (): Promise<void> => beat(next++ % options.processes);

say({ event: 'ready' });
createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  if (order === 'report') report();
  else if ('everyMs' in order) setInterval(() => void beatTimed(), order.everyMs);
  else void flood(order);
});

async function flood({ count, inFlight }: { count: number; inFlight: number }): Promise<void> {
  const begun = performance.now();
  const beats = await askMany(beatNext, { first: 0, count, inFlight });
  const perSecond = (count / (performance.now() - begun)) * 1000;
  say({ event: 'beaten', perSecond, p50Ms: quantile(beats, 0.5), p99Ms: quantile(beats, 0.99) });
}

async function beatTimed(): Promise<void> {
  const begun = performance.now();
  await beatNext();
  eachMs.push(performance.now() - begun);
}

function report(): void {
  say({ event: 'report', beats: eachMs.length, p50Ms: quantile(eachMs, 0.5), p99Ms: quantile(eachMs, 0.99) });
  eachMs = [];
}
