/** (e) Bytes of Redis for each outcome that is kept and each issue that is tracked. */

import type { Redis } from 'ioredis';
import { newRequestId } from '../src/client/random-id.ts';
import { projectPrefix } from '../queues/names.ts';
import { DrivenProject } from '../test/support/driven-project.ts';
import { askMany } from './asker.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { checkout } from './peers/ambassador.ts';
import { keepJobs } from './peers/kept-jobs.ts';
import { atMost, type Row } from './row.ts';

const PROJECT = 'bench/memory';

export const redisMemory: Measurement = {
  letter: 'e',
  title: 'memory of Redis',
  measure: async (lab) => {
    const count = lab.size(10_000, 500);
    const ours = await measureOurs(lab, count);
    const jobBytes = await measurePeer(lab, count, keepJobs);
    const recordBytes = await measurePeer(lab, count, checkOutAll);
    return [
      {
        name: 'Redis memory of an outcome that is kept',
        unit: 'B',
        ours: ours.outcomeBytes,
        peer: { name: 'finished job of BullMQ', value: jobBytes },
        goal: atMost(450, '450 B'),
      },
      {
        name: 'Redis memory of an issue that is tracked',
        unit: 'B',
        ours: ours.issueBytes,
        peer: { name: 'ambassador', value: recordBytes },
      },
    ] satisfies Row[];
  },
};

/** Each issue is checked out and in once; what is taken away one after the other shows what it took. */
async function measureOurs(lab: Lab, count: number): Promise<{ outcomeBytes: number; issueBytes: number }> {
  const { url } = await lab.startRedis();
  const project = new DrivenProject(lab.connect(url), PROJECT);
  const { redis } = project;
  const processId = await project.register();
  const useIssue = async (issue: number): Promise<void> => {
    const fence = await project.take(issue, processId, { requestId: newRequestId() });
    await project.handBack(issue, processId, fence, 'completed', { requestId: newRequestId() });
  };
  // The first brings the scripts along.
  await useIssue(count + 1);
  const before = await usedBytes(redis);
  await askMany(useIssue, { first: 1, count, inFlight: 50 });
  const withOutcomes = await usedBytes(redis);
  await deleteAll(redis, `${projectPrefix(PROJECT)}:request:*`);
  const withoutOutcomes = await usedBytes(redis);
  // The events of all issues together are capped; the history of each issue counts.
  await redis.del(project.key('events'));
  return {
    outcomeBytes: (withOutcomes - withoutOutcomes) / (2 * count),
    issueBytes: ((await usedBytes(redis)) - before) / count,
  };
}

/** Writes so many of a peer's records, from this number on. */
type Fill = (redis: Redis, url: string, first: number, count: number) => Promise<void>;

async function measurePeer(lab: Lab, count: number, fill: Fill): Promise<number> {
  const { url } = await lab.startRedis();
  const redis = lab.connect(url);
  await fill(redis, url, count + 1, 1);
  const before = await usedBytes(redis);
  await fill(redis, url, 1, count);
  return ((await usedBytes(redis)) - before) / count;
}

const checkOutAll: Fill = async (redis, _url, first, count) => {
  const request = { requestId: '', action: 'checkout_issue', processId: 'bench-1', pid: 1, taskType: 'misc' } as const;
  await askMany((issueNumber) => checkout(redis, { ...request, issueNumber }), { first, count, inFlight: 50 });
};

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

async function deleteAll(redis: Redis, pattern: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: pattern, count: 1_000 })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
  }
}
