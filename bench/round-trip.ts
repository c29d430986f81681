/** (a) A checkout's round trip through the queue, beside BullMQ's own, a pub/sub ambassador's, and the bare script. */

import { type AskSample, Contender } from './contender.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { medianRounds } from './rounds.ts';
import { ratioAtLeast, ratioAtMost, type Goal, type Row } from './row.ts';

const PROJECT = 'bench/round-trip';
const MANY = 50;

type Name = 'mirin' | 'bullmq' | 'ambassador' | 'bareScript';
type Samples = Record<Name, AskSample>;

export const roundTrip: Measurement = {
  letter: 'a',
  title: 'round trip of a checkout',
  measure: async (lab) => {
    const contenders = await startContenders(lab);
    const measured = (count: number, inFlight: number): Promise<Samples> =>
      medianRounds(lab.size(5, 1), {
        mirin: () => contenders.mirin.run(count, inFlight),
        bullmq: () => contenders.bullmq.run(count, inFlight),
        ambassador: () => contenders.ambassador.run(count, inFlight),
        bareScript: () => contenders.bareScript.run(count, inFlight),
      });
    const single = await measured(lab.size(500, 50), 1);
    const many = await measured(lab.size(4_000, 200), MANY);
    return [...singleRows(single), ...manyRows(many), ...costRows(single, '1'), ...costRows(many, String(MANY))];
  },
};

/** Each asker and each answerer is a process of its own, on one Redis. */
async function startContenders(lab: Lab): Promise<Record<Name, Contender>> {
  const redis = await lab.startRedis();
  const options = { redisUrl: redis.url, project: PROJECT };
  const worker = await lab.startWorker({ projects: PROJECT, redisUrl: redis.url });
  const bullmq = await lab.startReady('bench/programs/answerer.js', ['bullmq', redis.url]);
  const ambassador = await lab.startReady('bench/programs/answerer.js', ['ambassador', redis.url]);
  const start = (name: string, answererPid?: number): Promise<Contender> =>
    Contender.start(lab, name, options, { answererPid, redisPid: redis.pid });
  return {
    mirin: await start('mirin', worker.pid),
    bullmq: await start('bullmq', bullmq.pid),
    ambassador: await start('ambassador', ambassador.pid),
    // In a project of its own, whose issues nobody else takes.
    bareScript: await Contender.start(
      lab,
      'bare-script',
      { ...options, project: `${PROJECT}-bare` },
      { redisPid: redis.pid },
    ),
  };
}

function singleRows({ mirin, ...peers }: Samples): Row[] {
  const row = (peer: string, value: number, goal?: Goal): Row => ({
    name: 'checkout, 1 in flight, p50',
    unit: 'ms',
    ours: mirin.p50Ms,
    peer: { name: peer, value },
    ...(goal && { goal }),
  });
  return [
    row('BullMQ', peers.bullmq.p50Ms, ratioAtMost(1)),
    row('ambassador', peers.ambassador.p50Ms),
    row('bare script', peers.bareScript.p50Ms),
  ];
}

function manyRows({ mirin, ...peers }: Samples): Row[] {
  const row = (peer: string, value: number, goal?: Goal): Row => ({
    name: `checkouts, ${MANY} in flight`,
    unit: 'per s',
    ours: mirin.perSecond,
    peer: { name: peer, value },
    ...(goal && { goal }),
  });
  return [
    row('BullMQ', peers.bullmq.perSecond, ratioAtLeast(3)),
    row('ambassador', peers.ambassador.perSecond, ratioAtLeast(1)),
    row('bare script', peers.bareScript.perSecond),
  ];
}

/** Where the time of one request goes. */
function costRows({ mirin, bullmq }: Samples, inFlight: string): Row[] {
  const parts = [
    ['client', mirin.askerUs, bullmq.askerUs],
    ['worker', mirin.answererUs, bullmq.answererUs],
    ['Redis', mirin.redisUs, bullmq.redisUs],
  ] as const;
  return parts.map(([part, ours, value]) => ({
    name: `processor time of a checkout, ${inFlight} in flight: ${part}`,
    unit: 'µs',
    ours,
    peer: { name: 'BullMQ', value },
  }));
}
