/** Redis stops for longer than leases live, under holders that would have beaten in time: none of them is called dead. */

import { expect } from 'chai';
import type { Lease } from '../../src/client/lease.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const TTL_MS = QUICK.heartbeatTtlMs;

describe('a stop of Redis that is longer than the life of a lease', function () {
  this.timeout(90_000);
  let redis: TestRedis;
  let project: LiveProject;
  let short: Mirin[];
  let long: Mirin;
  let shortLeases: Lease[];
  let longLease: Lease;
  let stoppedMs: number;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    short = await Promise.all([project.connect('short-a'), project.connect('short-b')]);
    long = await project.connect('long', { heartbeatTtlMs: 6 * TTL_MS });
    shortLeases = await Promise.all(short.map((mirin, index) => take(mirin, index + 1)));
    longLease = await take(long, 3);
    redis.pause();
    stoppedMs = performance.now();
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });

  async function take(mirin: Mirin, issue: number): Promise<Lease> {
    const got = await mirin.checkout(issue);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    return got.lease;
  }

  it('ends the trust in a lease before another could hold it, and says why', async () => {
    for (const { signal } of shortLeases) {
      const reason = await waitFor('the signal', () => signal.aborted && (signal.reason as Error));
      expect(reason).to.include({ code: 'MIRIN_LEASE_LOST' });
      expect(reason.message).to.include('could not be renewed in time');
    }
    expect(performance.now() - stoppedMs).to.be.below(TTL_MS);
    expect(shortLeases.map(({ trustedForMs }) => trustedForMs)).to.deep.equal([0, 0]);
  });

  it('leaves a lease that outlives it with its holder', async () => {
    await waitFor('the TTL to have passed', () => performance.now() - stoppedMs > TTL_MS + 1_000);
    redis.resume();
    const { expiresAtMs = 0 } = await project.issue(3);
    await project.untilIssue(3, 'renewed', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs);
    expect(longLease.signal.aborted).to.equal(false);
    expect(await longLease.checkin('completed')).to.include({ outcome: 'committed' });
  });

  it('makes the others’ issues workable again, but calls no holder dead and counts no crash', async () => {
    for (const issue of [1, 2]) {
      const pending = await project.untilIssue(issue, 'pending', ({ status }) => status === 'pending', {
        withinMs: 40_000,
      });
      expect(pending.orphanings).to.deep.equal([]);
      const repairs = (await issueHistory(project.store, issue)).filter(({ type }) => type === 'orphan.repaired');
      expect(repairs.map(({ cause, isCounted }) => ({ cause, isCounted }))).to.deep.equal([
        { cause: 'dropped', isCounted: false },
      ]);
    }
    for (const { processId } of [...short, long]) expect(await project.processStatus(processId)).to.equal('alive');
    for (const [index, mirin] of short.entries()) {
      const { processId } = mirin;
      expect((await take(mirin, index + 1)).processId, 'it goes on as the same process').to.equal(processId);
    }
  });
});
