/** (e) The memory of a worker while it carries out two hundred thousand requests. */

import path from 'node:path';
import type { Child } from '../test/support/child.ts';
import { Contender } from './contender.ts';
import type { Measurement } from './measurement.ts';
import { ratioAtMost, type Row } from './row.ts';

const PROJECT = 'bench/worker-memory';
const STAGES = 4;
/** Of ours: each is a checkout and a checkin. */
const REQUESTS_PER_CYCLE = 2;

interface Memory {
  heapMb: number;
  rssMb: number;
}

export const workerMemory: Measurement = {
  letter: 'e',
  title: 'memory of a worker',
  measure: async (lab) => {
    const requests = lab.size(200_000, 2_000);
    const { url: redisUrl } = await lab.startRedis();
    const preloaded = path.join(import.meta.dirname, 'programs', 'tell-memory.js');
    const nodeArgs = ['--expose-gc', '--import', preloaded];
    const worker = await lab.startWorker({ projects: PROJECT, redisUrl }, { nodeArgs });
    const asker = await Contender.start(lab, 'mirin-cycle', { redisUrl, project: PROJECT });
    const stages: Memory[] = [];
    for (let stage = 0; stage < STAGES; stage += 1) {
      await asker.run(requests / STAGES / REQUESTS_PER_CYCLE, 50);
      stages.push(await memoryOf(worker));
    }
    return rowsOf(stages, requests);
  },
};

async function memoryOf(worker: Child): Promise<Memory> {
  worker.tell('memory');
  const { heapMb, rssMb } = await worker.next(({ event }) => event === 'memory');
  return { heapMb: Number(heapMb), rssMb: Number(rssMb) };
}

/** Flat is what does not grow between the first quarter and the end. */
function rowsOf(stages: readonly Memory[], requests: number): Row[] {
  const [first, last] = [stages[0], stages.at(-1)];
  if (first === undefined || last === undefined) return [];
  const peerName = `after ${(requests / STAGES).toLocaleString('en')}`;
  const row = (what: string, ours: number, value: number): Row => ({
    name: `${what} of a worker after ${requests.toLocaleString('en')} requests`,
    unit: 'MB',
    ours,
    peer: { name: peerName, value },
    goal: ratioAtMost(1.1),
  });
  return [row('heap in use', last.heapMb, first.heapMb), row('resident memory', last.rssMb, first.rssMb)];
}
