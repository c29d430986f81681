/** A request is carried out once in effect and has one outcome, however often its job runs or its client asks. */

import { expect } from 'chai';
import { type Job, QueueEvents } from 'bullmq';
import { projectPrefix, QUEUE_NAMES } from '../../queues/names.ts';
import type { CheckinRequest, CheckoutRequest } from '../../queues/requests.ts';
import type { Fence, ProcessId, RequestId } from '../../queues/values.ts';
import { openProjectQueues, type ProjectQueues } from '../../src/enqueue/open-queues.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';

describe('a repeated request', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let queues: ProjectQueues;
  let finished: QueueEvents;
  let workers: RunningWorkers;

  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  beforeEach(async () => {
    project = new LiveProject(redis.url);
    queues = openProjectQueues(project.redis, project.name);
    finished = new QueueEvents(QUEUE_NAMES.requests, {
      connection: { url: redis.url },
      prefix: projectPrefix(project.name),
    });
    await finished.waitUntilReady();
    workers = await project.work();
  });
  afterEach(async () => {
    await finished.close();
    await project.end();
  });

  const checkoutRequest = (processId: ProcessId, over: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
    v: 1,
    kind: 'checkout',
    requestId: 'the-one-request' as RequestId,
    issue: 1,
    processId,
    taskType: 'misc',
    priority: 'normal',
    ttlMs: 10_000,
    deadlineMs: Date.now() + 60_000,
    reopen: false,
    adopt: false,
    ...over,
  });

  const storedOutcome = (requestId = 'the-one-request'): Promise<string | null> =>
    project.redis.get(project.store.keys.request(requestId));

  /** Watches from when it resolves; `isRead` resolves when somebody has read the key. */
  async function reads(key: string): Promise<{ isRead: Promise<void> }> {
    const monitor = await project.redis.monitor();
    const isRead = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, [command, name]: string[]) => {
        if (command?.toLowerCase() === 'get' && name === key) resolve();
      });
    });
    void isRead.then(() => monitor.disconnect());
    return { isRead };
  }

  const run = async (job: Job): Promise<unknown> => job.waitUntilFinished(finished, 20_000);

  it('leaves a checkout that was enqueued twice with one lease and one outcome, to the byte', async () => {
    const { processId } = await project.connect('bot');
    const request = checkoutRequest(processId);
    const first = await run(await queues.requests.add('checkout', request));
    const stored = await storedOutcome();
    const second = await run(await queues.requests.add('checkout', request));
    expect(first).to.have.property('outcome', 'granted');
    expect(second).to.deep.equal(first);
    expect(await storedOutcome())
      .to.be.a('string')
      .that.equals(stored);
    const { version, attempt } = await project.issue(1);
    expect({ version, attempt }).to.deep.equal({ version: 1, attempt: 1 });
  });

  it('leaves a checkin whose job was retried by hand with one effect, also when the issue has moved on since', async () => {
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    const request: CheckinRequest = {
      v: 1,
      kind: 'checkin',
      requestId: 'the-one-request' as RequestId,
      issue: 1,
      processId: mirin.processId,
      fence: got.lease.fence,
      status: 'awaiting-response',
      result: '{"list":[],"big":12345678901234567890}',
    };
    const job = await queues.requests.add('checkin', request);
    await run(job);
    const stored = await storedOutcome();
    await mirin.checkout(1);
    await job.retry('completed');
    await run(job);
    expect(await storedOutcome())
      .to.be.a('string')
      .that.equals(stored);
    expect(await project.issue(1)).to.include({ status: 'processing', version: 3 });
  });

  it('gives the same answer to the same request id', async () => {
    const mirin = await project.connect('bot');
    const [first, second] = [
      await mirin.checkout(1, { requestId: 'my-request-1' }),
      await mirin.checkout(1, { requestId: 'my-request-1' }),
    ];
    if (first.outcome !== 'granted' || second.outcome !== 'granted') expect.fail('not granted');
    expect(second.lease.fence).to.equal(first.lease.fence);
    expect(second.lease.signal, 'one lease, one signal').to.equal(first.lease.signal);
    expect(await mirin.outcome('my-request-1')).to.include({ outcome: 'granted', fence: first.fence });
    expect(await mirin.outcome('never-asked')).to.equal(undefined);
  });

  it('refuses a request id that was used for something else', async () => {
    const mirin = await project.connect('bot');
    await mirin.checkout(1, { requestId: 'my-request-1' });
    expect(await mirin.checkout(2, { requestId: 'my-request-1' })).to.deep.equal({ outcome: 'key-reused' });
    expect(await project.redis.exists(project.store.keys.issue(2).issue)).to.equal(0);
  });

  it('refuses a request id that was used for something else also where the answer takes long', async () => {
    const mirin = await project.connect('bot');
    expect(await mirin.checkout(1, { requestId: 'my-request-1' })).to.include({ outcome: 'granted' });
    await workers.stop();
    const { isRead } = await reads(project.store.keys.request('my-request-1'));
    const asking = mirin.checkout(2, { requestId: 'my-request-1' });
    await isRead;
    await project.work();
    expect(await asking).to.deep.equal({ outcome: 'key-reused' });
  });

  it('grants one of two that are made under one id at once, and refuses the other', async () => {
    const mirin = await project.connect('bot');
    const both = [1, 2].map((issue) => mirin.checkout(issue, { requestId: 'my-request-1' }));
    const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).to.deep.equal(['granted', 'key-reused']);
  });

  it('answers a second checkin of the same lease with already or superseded, and keeps what came too late', async () => {
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    expect(await got.lease.checkin('completed', { result: { pr: 45 } })).to.deep.equal({
      outcome: 'committed',
      version: 2,
    });
    expect(await got.lease.checkin('completed')).to.deep.equal({ outcome: 'already', status: 'completed' });
    expect(await got.lease.checkin('error', { result: ['late'] })).to.deep.equal({ outcome: 'superseded' });
    expect(await project.issue(1)).to.deep.include({ status: 'completed', result: { pr: 45 } });
    const [entry] = await project.redis.xrange(project.store.keys.own.superseded, '-', '+');
    expect(entry?.[1]).to.include.members(['["late"]', got.lease.fence]);
  });

  it('answers a checkin under a fence that never was with not-held', async () => {
    const { processId } = await project.connect('bot');
    const request = { v: 1, kind: 'checkin', requestId: 'the-one-request', issue: 9, processId, fence: '42' as Fence };
    const outcome = await run(await queues.requests.add('checkin', { ...request, status: 'completed' }));
    expect(outcome).to.deep.equal({ outcome: 'not-held' });
    expect(await project.redis.exists(project.store.keys.issue(9).issue)).to.equal(0);
  });
});
