/** The one outcome of a request holds: against a second run, a second worker, garbage beside it, and its own age. */

import { expect } from 'chai';
import type { Job } from 'bullmq';
import type { CheckinRequest, Request } from '../../queues/requests.ts';
import type { RequestId } from '../../queues/values.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkoutRequest, untilJob, useWorkshop } from './workshop.ts';

const CORRUPT = { outcome: 'failed', code: 'MIRIN_STATE_CORRUPT' };
const DAY_MS = 24 * 60 * 60 * 1000;
const ID = 'the-one-request' as RequestId;

describe('the one outcome of a request', () => {
  const workshop = useWorkshop();

  const key = (): string => workshop.open.live.store.keys.request(ID);
  const issueKey = (): string => workshop.open.live.store.keys.issue(5).issue;
  const stored = (): Promise<string | null> => workshop.open.live.redis.get(key());

  /** A request for an issue whose hash is no hash: failed for good, and settled as such. */
  async function fail(): Promise<Job> {
    const { driven, live, queues } = workshop.open;
    await live.redis.set(issueKey(), 'not a hash');
    const request = checkoutRequest(5, await driven.register(), ID);
    return untilJob(queues.requests, await queues.requests.add('checkout', request), 'failed');
  }

  it('was failed: the job that is run again when the fault is mended has no effect', async () => {
    const { live, queues } = workshop.open;
    await live.work();
    const job = await fail();
    expect(await readOutcome(live.store, ID)).to.deep.equal(CORRUPT);
    await live.redis.del(issueKey());
    await job.retry('failed');
    const again = await untilJob(queues.requests, job, 'completed');
    expect(again.returnvalue).to.deep.equal(CORRUPT);
    expect(await live.redis.exists(issueKey())).to.equal(0);
  });

  it('is made up for by the next scan, once, beside failed jobs that are no requests', async () => {
    const { live, queues } = workshop.open;
    await live.work();
    await fail();
    for (const data of [null, 'garbage', { v: 7 }]) {
      await untilJob(queues.requests, await queues.requests.add('checkout', data), 'failed');
    }
    await live.redis.del(key());
    const madeUp = await waitFor('the outcome that was lost', async () => (await stored()) ?? undefined);
    expect(await readOutcome(live.store, ID)).to.deep.equal(CORRUPT);
    expect(await workshop.open.scan()).to.include({ requestsSettled: 0 });
    expect(await stored()).to.equal(madeUp);
    expect(live.logged.filter(({ event }) => event === 'scan.failed')).to.deep.equal([]);
  });

  it('is made up for in one scan, however many were lost', async () => {
    const { driven, live, queues } = workshop.open;
    await live.redis.set(issueKey(), 'not a hash');
    await live.work({ scanEveryMs: 3_600_000 });
    const processId = await driven.register();
    const lost = Array.from({ length: 51 }, (_, index) => checkoutRequest(5, processId, `lost-request-${index}`));
    await queues.requests.addBulk(lost.map((data) => ({ name: 'checkout', data })));
    await waitFor('all of them to fail', async () => (await queues.requests.getFailedCount()) === lost.length);
    await live.redis.del(...lost.map(({ requestId }) => live.store.keys.request(requestId)));
    expect(await workshop.open.scan()).to.include({ requestsSettled: lost.length });
  });

  it('is not made up again when it is gone by its age', async () => {
    const { live, queues } = workshop.open;
    await live.work();
    const job = await fail();
    const failedAt = String(Date.now() - DAY_MS - 60_000);
    await live.redis.hset(queues.requests.toKey(job.id ?? ''), 'finishedOn', failedAt);
    await live.redis.del(key());
    expect(await workshop.open.scan()).to.include({ requestsSettled: 0 });
    expect(await stored()).to.equal(null);
  });

  /** Six jobs of the same request at once, for two workers: what each returned. */
  async function carryOutAtOnce(request: Request): Promise<unknown[]> {
    const { live, queues } = workshop.open;
    await Promise.all([live.work(), live.work()]);
    const { requests } = queues;
    const jobs = await Promise.all(Array.from({ length: 6 }, () => requests.add(request.kind, request)));
    const first = await waitFor('an outcome', async () => (await stored()) ?? undefined);
    const done = await Promise.all(jobs.map((job) => untilJob(requests, job, 'completed')));
    expect(await stored()).to.equal(first);
    return done.map(({ returnvalue }) => returnvalue as unknown);
  }

  const history = async (): Promise<string[]> =>
    (await issueHistory(workshop.open.live.store, 5)).map(({ type }) => type);

  it('is the same to the byte, and its effect there once, where two workers carry out the same checkout', async () => {
    const request = checkoutRequest(5, await workshop.open.driven.register(), ID);
    const [first, ...others] = await carryOutAtOnce(request);
    expect(first).to.include({ outcome: 'granted' });
    expect(others).to.deep.equal(others.map(() => first));
    expect(await history()).to.deep.equal(['checkout.granted']);
  });

  it('is the same to the byte, and its effect there once, where two workers carry out the same checkin', async () => {
    const { driven } = workshop.open;
    const processId = await driven.register();
    const fence = await driven.take(5, processId);
    const result = '{"list":[],"big":12345678901234567890}';
    const request = { v: 1, kind: 'checkin', requestId: ID, issue: 5, processId, fence, status: 'error', result };
    const returned = await carryOutAtOnce(request as CheckinRequest);
    expect(returned).to.deep.equal(returned.map(() => ({ outcome: 'committed', version: 2 })));
    expect(await history()).to.deep.equal(['checkout.granted', 'checkin.committed']);
  });
});
