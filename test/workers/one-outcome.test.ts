/** Every request gets its one outcome, also where the state is spoilt or its tries run out. */

import { expect } from 'chai';
import type { Queue } from 'bullmq';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the outcome of a request that meets a fault', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let requests: Queue;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    ({ requests } = openProjectQueues(project.redis, project.name));
  });
  afterEach(async () => {
    await project.end();
    await redis.stop();
  });

  const checkoutRequest = (requestId: string, processId: ProcessId): CheckoutRequest => ({
    v: 1,
    kind: 'checkout',
    requestId: requestId as RequestId,
    issue: 1,
    processId,
    taskType: 'misc',
    priority: 'normal',
    ttlMs: 10_000,
    deadlineMs: Date.now() + 60_000,
    reopen: false,
    adopt: false,
  });

  it('is failed at once, with the code, where the issue’s key holds something else', async () => {
    // No scan comes to settle it.
    await project.work({ scanEveryMs: 3_600_000 });
    const mirin = await project.connect('bot');
    const { issue: key } = project.store.keys.issue(1);
    await project.redis.set(key, 'not a hash');
    expect(await mirin.checkout(1)).to.deep.equal({ outcome: 'failed', code: 'MIRIN_STATE_CORRUPT' });
    expect(await project.redis.get(key)).to.equal('not a hash');
    const [job] = await requests.getFailed();
    expect(job?.failedReason)
      .to.match(/^MIRIN_STATE_CORRUPT: /)
      .and.include(key);
    expect(job?.attemptsMade).to.equal(1);
    expect(await mirin.checkout(2)).to.include({ outcome: 'granted' });
  });

  it('is failed, with the code, after the last try', async () => {
    const mirin = await project.connect('bot');
    const limited = await limitedProject();
    await limited.work();
    await requests.add('checkout', checkoutRequest('never-right', mirin.processId), { attempts: 2 });
    const outcome = await waitFor('the outcome', () => mirin.outcome('never-right'));
    expect(outcome).to.deep.equal({ outcome: 'failed', code: 'MIRIN_REDIS_UNSUITABLE' });
    const [job] = await waitFor('the job to be over', async () => {
      const failed = await requests.getFailed();
      return failed.length > 0 && failed;
    });
    expect(job?.attemptsMade).to.equal(2);
    await limited.end();
  });

  /** The project as workers see it that may touch all but its issues: a fault that somebody may mend meanwhile. */
  async function limitedProject(): Promise<LiveProject> {
    const allowed = ['*mirin-*', '*:request:*', '*:process:*', '*:schema', '*:clock', '*:processes', '{mirin}:*'];
    const keys = allowed.map((pattern) => `~${pattern}`);
    await project.redis.acl('SETUSER', 'limited', 'on', '>secret', '&*', '+@all', ...keys);
    return new LiveProject(redis.url.replace(/default:[^@]*@/, 'limited:secret@'), project.name);
  }

  it('stands, although what follows it can’t be enqueued', async () => {
    const mirin = await project.connect('bot');
    await project.redis.set('{mirin}:mirin-labels:wait', 'not a list');
    await project.redis.set(project.store.keys.own.labels_served, 'a worker with a token');
    await project.work();
    const got = await mirin.checkout(1, { requestId: 'no-follow-ups' });
    expect(got.outcome).to.equal('granted');
    await waitFor('the job to be over', async () => (await requests.getFailedCount()) === 1);
    expect(await mirin.outcome('no-follow-ups')).to.include({ outcome: 'granted' });
    expect((await project.issue(1)).labels.isDirty).to.equal(true);
  });
});
