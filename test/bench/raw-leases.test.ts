/** The leases that the measurements build by a script of their own: they are what grants leave. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { buildLeases, fenceOf, holderOf, type RawLeases } from '../../bench/raw-leases.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { listExpired } from '../../src/transitions/list-expired.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { freshProject, sharedRedis } from '../support/shared-redis.ts';

const LIVE: RawLeases = { first: 3, count: 10, holders: 'live', processes: 4, ttlMs: 90_000, deadlineInMs: 3_600_000 };
const DEAD: RawLeases = { ...LIVE, first: 1, count: 2, holders: 'dead', deadlineInMs: -1_000 };

describe('leases that were built at once', () => {
  let redis: Redis;
  const store = () => projectStore(redis, project);
  const project = freshProject();
  before(async () => {
    redis = new Redis((await sharedRedis()).url);
    await buildLeases(redis, project, LIVE);
    await buildLeases(redis, project, DEAD);
  });
  after(() => redis.disconnect());

  it('have indexes that equal their hashes', async () => {
    expect((await verifyIndexes(store())).faults).to.deep.equal([]);
  });

  it('are read as any other, renewed by a beat, and listed when they have run out', async () => {
    expect(await getIssue(store(), 5)).to.include({ status: 'processing', processId: holderOf(5, LIVE), attempt: 1 });
    const beat = {
      rssBytes: 1,
      cpuPercent: 1,
      acknowledged: [],
      ttlMs: 90_000,
      leases: [{ issue: 5, fence: fenceOf(5) }],
    };
    expect(await heartbeat(store(), { ...beat, processId: holderOf(5, LIVE) })).to.deep.include({
      process: 'alive',
      verdicts: ['renewed'],
    });
    expect((await listExpired(store(), 0, 10)).issues.map(({ issue }) => issue)).to.have.members([1, 2]);
  });
});
