/** Requests that travel in one job are carried out in one step, and yet each by itself. */

import { expect } from 'chai';
import type { Job } from 'bullmq';
import { PAYLOAD_VERSION, type Request, requestJob } from '../../queues/requests.ts';
import type { CheckinRequest } from '../../queues/requests.ts';
import type { CheckinStatus, Fence, ProcessId, RequestId } from '../../queues/values.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { handleRequests } from '../../workers/request-handler.ts';
import { checkoutRequest, untilJob, useWorkshop } from './workshop.ts';

const CORRUPT = { outcome: 'failed', code: 'MIRIN_STATE_CORRUPT' };

describe('requests in one job', () => {
  const workshop = useWorkshop();
  let bot: ProcessId;
  beforeEach(async () => {
    bot = await workshop.open.driven.register('bot');
  });

  const outcomes = (requests: readonly Request[]) =>
    Promise.all(requests.map(({ requestId }) => readOutcome(workshop.open.live.store, requestId)));
  const add = (requests: readonly Request[]): Promise<Job> =>
    workshop.open.queues.requests.add(requests[0]?.kind ?? '', requestJob(requests));
  const run = async (requests: readonly Request[], state = 'completed'): Promise<Job> =>
    untilJob(workshop.open.queues.requests, await add(requests), state);

  const checkouts = (...issues: number[]) =>
    issues.map((issue, index) => checkoutRequest(issue, bot, `checkout-${issue}-${index}`));
  const checkin = (issue: number, fence: Fence, status: CheckinStatus): CheckinRequest => {
    const requestId = `checkin-${issue}-${status}` as RequestId;
    return { v: PAYLOAD_VERSION, kind: 'checkin', requestId, issue, processId: bot, fence, status };
  };

  it('get an outcome each, in their order, and are counted in what the job returns', async () => {
    await workshop.open.live.work();
    const requests = checkouts(1, 2, 1, 3);
    const job = await run(requests);
    const all = await outcomes(requests);
    expect(all.map((outcome) => outcome?.outcome)).to.deep.equal(['granted', 'granted', 'held', 'granted']);
    expect(job.returnvalue).to.deep.equal({ granted: 3, held: 1 });
    const fences = all.flatMap((outcome) => (outcome?.outcome === 'granted' ? [BigInt(outcome.fence)] : []));
    expect(fences, 'rise in their order').to.deep.equal(fences.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(fences).size).to.equal(3);
  });

  it('hand back, each under its own fence', async () => {
    const { driven, live } = workshop.open;
    const [one, two] = [await driven.take(1, bot), await driven.take(2, bot)];
    await live.work();
    const requests = [
      checkin(1, one, 'completed'),
      checkin(2, `${BigInt(two) - 1n}` as Fence, 'completed'),
      checkin(1, one, 'error'),
      checkin(3, one, 'pending'),
    ];
    await run(requests);
    const all = (await outcomes(requests)).map((outcome) => outcome?.outcome);
    expect(all).to.deep.equal(['committed', 'superseded', 'superseded', 'not-held']);
    expect((await live.issue(1)).status).to.equal('completed');
    expect((await live.issue(2)).status).to.equal('processing');
  });

  it('are not kept back by one whose issue is spoilt; that one is failed, with the code', async () => {
    const { live } = workshop.open;
    await live.redis.set(live.store.keys.issue(2).issue, 'not a hash');
    // No scan settles what the job leaves.
    await live.work({ scanEveryMs: 3_600_000 });
    const requests = checkouts(1, 2, 3);
    const job = await run(requests, 'failed');
    const all = await outcomes(requests);
    expect(all.map((outcome) => outcome?.outcome)).to.deep.equal(['granted', 'failed', 'granted']);
    expect(all[1]).to.deep.equal(CORRUPT);
    expect(job.failedReason).to.match(/^MIRIN_STATE_CORRUPT: .*issue:2: expected a hash/);
    const logged = live.logged.filter(({ event }) => event === 'checkout.granted');
    expect(logged.map(({ issue }) => issue)).to.deep.equal([1, 3]);
  });

  it('are tried again while one of them may still be carried out, whatever became of the others', async () => {
    const { live } = workshop.open;
    await live.redis.set(live.store.keys.issue(1).issue, 'not a hash');
    const { context } = await live.work({ scanEveryMs: 3_600_000 });
    // Its memory is full from now on, but for what needs none.
    await live.redis.config('SET', 'maxmemory', '1');
    const handled = await handleRequests(requestJob(checkouts(1, 2)), context.visit(live.name), context);
    await live.redis.config('SET', 'maxmemory', '0');
    expect(handled.fault).to.include({ code: 'MIRIN_REDIS_UNAVAILABLE' });
  });

  it('have no second effect when the job is run again', async () => {
    const { live } = workshop.open;
    await live.redis.set(live.store.keys.issue(2).issue, 'not a hash');
    await live.work();
    const requests = checkouts(1, 2, 3);
    const job = await run(requests, 'failed');
    const before = await outcomes(requests);
    await live.redis.del(live.store.keys.issue(2).issue);
    await job.retry('failed');
    await untilJob(workshop.open.queues.requests, job, 'completed');
    expect(await outcomes(requests)).to.deep.equal(before);
    expect(await issueHistory(live.store, 1)).to.have.lengthOf(1);
    expect(await live.redis.exists(live.store.keys.issue(2).issue)).to.equal(0);
  });

  it('are made up for by the scan, each, where their job failed and its worker died before it told them', async () => {
    const { live } = workshop.open;
    const requests = checkouts(1, 2);
    const keys = requests.map(({ issue }) => live.store.keys.issue(issue).issue);
    await Promise.all(keys.map((key) => live.redis.set(key, 'not a hash')));
    await live.work();
    await run(requests, 'failed');
    await live.redis.del(...requests.map(({ requestId }) => live.store.keys.request(requestId)));
    await workshop.open.scan();
    expect(await outcomes(requests)).to.deep.equal([CORRUPT, CORRUPT]);
  });

  it('are refused as a whole where one is no valid request', async () => {
    await workshop.open.live.work();
    const [good, bad] = checkouts(1, 2);
    const data = { v: PAYLOAD_VERSION, kind: 'checkouts', requests: [good, { ...bad, issue: -1 }] };
    const { requests } = workshop.open.queues;
    const job = await untilJob(requests, await requests.add('checkout', data), 'failed');
    expect(job.failedReason).to.match(/^MIRIN_REQUEST_INVALID: .*requests.*1.*issue/);
    expect(await workshop.open.live.redis.exists(workshop.open.live.store.keys.issue(1).issue)).to.equal(0);
  });
});
