/** Measures a checkout's round trip through the queue beside BullMQ's own request and answer, in interleaved rounds. */

import { Queue, QueueEvents, Worker } from 'bullmq';
import { Mirin } from '../src/client/mirin.ts';
import { loadSettings } from '../src/configuration/load-settings.ts';
import { createLog } from '../src/log/log.ts';
import { connectWorker } from '../src/redis/connect.ts';
import { startRedis } from '../test/support/redis-server.ts';
import { startWorkers } from '../workers/start-workers.ts';
import { type Measured, median, reportOf } from './report.ts';

const ROUNDS = 5;
const REQUESTS = 400;
const PROJECT = 'bench/round-trip';

type Ask = (number: number) => Promise<unknown>;

/** Milliseconds of each request, so many under way at a time. */
async function timesOf(ask: Ask, inFlight: number, from: number): Promise<{ eachMs: number[]; perSecond: number }> {
  const eachMs: number[] = [];
  let next = from;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (next < from + REQUESTS) {
      const number = next++;
      const begun = performance.now();
      await ask(number);
      eachMs.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { eachMs, perSecond: (REQUESTS / (performance.now() - started)) * 1000 };
}

const redis = await startRedis();
const { settings } = loadSettings({ flags: { projects: PROJECT, redisUrl: redis.url }, env: {} });
const workers = await startWorkers(settings, redis.url, createLog({ level: 'silent' }));
const mirin = await Mirin.connect({ project: PROJECT, process: 'bench', redis: redis.url, requestTimeoutMs: 60_000 });

const connection = connectWorker({ url: redis.url, name: 'bench-peer' });
const queue = new Queue('peer', { connection });
const events = new QueueEvents('peer', { connection });
const peer = new Worker('peer', async () => 'done', { connection, concurrency: settings.workerConcurrency });
events.setMaxListeners(0);
queue.setMaxListeners(0);
await Promise.all([events.waitUntilReady(), peer.waitUntilReady()]);

const askMirin: Ask = (number) => mirin.checkout(number);
const askPeer: Ask = async (number) => {
  const job = await queue.add('noop', { number }, { removeOnComplete: { count: 1_000 } });
  return job.waitUntilFinished(events);
};

let issue = 1;
const measured: Measured[] = [];
for (const inFlight of [1, 50]) {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const mine = await timesOf(askMirin, inFlight, issue);
    issue += REQUESTS;
    const other = await timesOf(askPeer, inFlight, 1);
    ours.push(inFlight === 1 ? median(mine.eachMs) : mine.perSecond);
    theirs.push(inFlight === 1 ? median(other.eachMs) : other.perSecond);
  }
  const [name, unit] =
    inFlight === 1 ? ['checkout, one in flight, p50', 'ms'] : ['checkout, 50 in flight', 'per second'];
  measured.push({ name, unit, ours: median(ours), peer: median(theirs), peerName: 'BullMQ add + waitUntilFinished' });
}

process.stdout.write(`${reportOf(measured, process.argv.includes('--json'))}\n`);
await mirin.close();
await Promise.all([peer.close(), events.close(), queue.close()]);
connection.disconnect();
await workers.stop();
await redis.stop();
