/** Requests that are made at once travel together, and none waits for long. */

import { expect } from 'chai';
import type { Job } from 'bullmq';
import { Redis } from 'ioredis';
import { CHECKIN_JOB_PRIORITY, checkoutJobPriority, type Priority } from '../../queues/priorities.ts';
import { type CheckinRequest, type Request, requestJobSchema, requestsOf } from '../../queues/requests.ts';
import type { Fence, ProcessId, RequestId } from '../../queues/values.ts';
import { GroupCommit } from '../../src/client/group-commit.ts';
import { openProjectQueues, type ProjectQueues } from '../../src/enqueue/open-queues.ts';
import { freshProject, sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkoutRequest } from '../workers/workshop.ts';

const BOT = 'bot~12345678' as ProcessId;
const NEVER = new Promise<void>(() => undefined);

/** Of the event loop. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('requests of one client', () => {
  let redis: Redis;
  let queues: ProjectQueues;
  let groups: GroupCommit;
  let made: number;

  beforeEach(async () => {
    redis = new Redis((await sharedRedis()).url);
    queues = openProjectQueues(redis, freshProject());
    groups = new GroupCommit(queues.requests);
    made = 0;
  });
  afterEach(() => redis.disconnect());

  const checkout = (priority: Priority = 'normal'): Request => ({
    ...checkoutRequest(1, BOT, `request-${String((made += 1)).padStart(4, '0')}`),
    priority,
  });
  const checkin = (over: Partial<CheckinRequest> = {}): Request => {
    const requestId = `request-${String((made += 1)).padStart(4, '0')}` as RequestId;
    const fence = '7' as Fence;
    return { v: 1, kind: 'checkin', requestId, issue: 1, processId: BOT, fence, status: 'completed', ...over };
  };

  const carried = (job: Job): Request[] => requestsOf(requestJobSchema.parse(job.data));

  /** The jobs in the order in which they were added, when all requests are in some. */
  const jobs = (): Promise<Job[]> =>
    waitFor(`${made} requests to be in jobs`, async (saw) => {
      const there = await queues.requests.getJobs(['prioritized']);
      saw(there.map((job) => carried(job).length));
      const inOrder = there.toSorted((a, b) => Number(a.id) - Number(b.id));
      return inOrder.flatMap(carried).length === made && inOrder;
    });
  const sizes = async (): Promise<number[]> => (await jobs()).map((job) => carried(job).length);

  /** Adds so many, of which no answer comes. */
  const addMany = (count: number, make: () => Request = checkout): void => {
    for (let index = 0; index < count; index += 1) void groups.add(make(), NEVER);
  };

  it('leave as jobs of their own while few are out', async () => {
    addMany(2);
    const [first, second] = await jobs();
    expect(first?.name).to.equal('checkout');
    expect(first?.data).to.deep.equal({ ...checkout(), requestId: 'request-0001', deadlineMs: first?.data.deadlineMs });
    expect(second?.data).to.include({ requestId: 'request-0002' });
  });

  it('travel together in the next job once one is back, in their order', async () => {
    let back: () => void = () => undefined;
    void groups.add(checkout(), new Promise((resolve) => (back = resolve)));
    addMany(1);
    await jobs();
    addMany(15);
    await nextTurn();
    addMany(15);
    back();
    expect(await sizes()).to.deep.equal([1, 1, 30]);
    const [, , together] = await jobs();
    expect(together?.data).to.include({ v: 1, kind: 'checkouts' });
    expect(together?.name).to.equal('checkout');
    const ids = (together === undefined ? [] : carried(together)).map(({ requestId }) => requestId);
    expect(ids).to.deep.equal([...ids].toSorted());
  });

  it('that are made in one turn are shared out to the jobs that may leave', async () => {
    addMany(31);
    expect(await sizes()).to.deep.equal([16, 15]);
  });

  it('wait for no answer for long', async () => {
    addMany(2);
    await jobs();
    addMany(38);
    expect(await sizes()).to.deep.equal([1, 1, 38]);
  });

  it('are at most a hundred to a job', async () => {
    addMany(252);
    expect(await sizes()).to.deep.equal([100, 100, 52]);
  });

  it('travel with those of their own priority only, the most urgent first', async () => {
    addMany(2);
    await jobs();
    addMany(3, () => checkout('low'));
    addMany(4, () => checkin());
    addMany(5, () => checkout('high'));
    const last = (await jobs()).slice(2);
    expect(last.map((job) => [job.name, carried(job).length, job.opts.priority])).to.deep.equal([
      ['checkin', 4, CHECKIN_JOB_PRIORITY],
      ['checkout', 5, checkoutJobPriority('high')],
      ['checkout', 3, checkoutJobPriority('low')],
    ]);
  });

  it('travel alone where they carry much', async () => {
    addMany(2);
    await jobs();
    addMany(2, () => checkin({ result: JSON.stringify('x'.repeat(20_000)) }));
    addMany(2, () => checkin());
    expect(await sizes()).to.deep.equal([1, 1, 1, 1, 2]);
  });

  it('hear each of the fault of their job, and the next ones leave', async () => {
    const key = queues.requests.toKey('prioritized');
    await redis.set(key, 'not a set');
    const added = await Promise.allSettled(Array.from({ length: 5 }, () => groups.add(checkout(), NEVER)));
    expect(added.map(({ status }) => status)).to.deep.equal(added.map(() => 'rejected'));
    made = 0;
    await redis.del(key);
    addMany(2);
    // Each by itself: no job that Redis did not take counts as out.
    expect(await sizes()).to.deep.equal([1, 1]);
  });
});
