/** Program of the measurements: makes requests of one contender, so many under way at a time, and says how long they took. */

import { createInterface } from 'node:readline';
import { askMany, type AskerOptions, type OpenAsker } from '../asker.ts';
import { openAmbassador } from '../peers/ambassador.ts';
import { openBareScript } from '../peers/bare-script.ts';
import { openBullmq } from '../peers/bullmq.ts';
import { openMirin, openMirinCycle } from '../peers/mirin.ts';
import { openStateFile } from '../peers/state-file.ts';
import { quantile } from '../quantile.ts';

const CONTENDERS: Readonly<Record<string, OpenAsker>> = {
  mirin: openMirin,
  'mirin-cycle': openMirinCycle,
  bullmq: openBullmq,
  ambassador: openAmbassador,
  'bare-script': openBareScript,
  'state-file': openStateFile,
};

const [name = '', options = '{}'] = process.argv.slice(2);
const open = CONTENDERS[name];
if (open === undefined) throw new Error(`no contender ${name}`);
const say = (message: object): void => console.log(JSON.stringify(message));

const asker = await open(JSON.parse(options) as AskerOptions);
let first = 1;
say({ event: 'ready' });
createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as { count: number; inFlight: number } | 'tidy';
  void (order === 'tidy' ? tidy() : run(order));
});

async function run({ count, inFlight }: { count: number; inFlight: number }): Promise<void> {
  const begun = performance.now();
  const eachMs = await askMany((number) => asker.ask(number), { first, count, inFlight });
  const tookMs = performance.now() - begun;
  first += count;
  say({
    event: 'asked',
    p50Ms: quantile(eachMs, 0.5),
    p99Ms: quantile(eachMs, 0.99),
    perSecond: (count / tookMs) * 1000,
  });
}

async function tidy(): Promise<void> {
  await asker.tidy?.();
  say({ event: 'tidied' });
}
