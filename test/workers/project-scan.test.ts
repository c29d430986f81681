/** The scan and the prober go on beside what somebody has spoilt, and bring back what failed for good. */

import { expect } from 'chai';
import { openProjectQueues, type ProjectQueues } from '../../src/enqueue/open-queues.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the scan of a project', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let queues: ProjectQueues;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    queues = openProjectQueues(project.redis, project.name);
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  /** Lets a process die with issue 1, and waits for the ticket of its task. */
  async function orphanWithTicket(): Promise<void> {
    const holder = await project.connectInChild('doomed');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    await holder.child.kill('SIGKILL');
    await waitFor('the ticket', async () => (await queues.tasks.getPrioritizedCount()) === 1);
    await untilMarkIsPutOff();
  }

  /** The last step of issuing a ticket: the scan is to look after it in a minute. */
  const untilMarkIsPutOff = (): Promise<unknown> =>
    waitFor('the mark to be put off', async () => Number(await markOf()) > Date.now() + 30_000);

  const markOf = (): Promise<string | null> => project.redis.zscore(project.store.keys.own.tasks_wanted, 'issue-1');

  it('issues a ticket again that failed for good', async () => {
    await project.work();
    await orphanWithTicket();
    const [ticket] = await queues.tasks.getPrioritized();
    await ticket?.updateData({ v: 9 });
    const mirin = await project.connect('bot');
    const done = new AbortController();
    const working = mirin.work(async () => done.abort(), { signal: done.signal });
    await waitFor('the ticket to fail', async () => (await queues.tasks.getFailedCount()) === 1);
    await project.redis.zadd(project.store.keys.own.tasks_wanted, Date.now() - 1, 'issue-1');
    await working;
    expect((await project.issue(1)).status).to.equal('completed');
  });

  const locksOf = (processId: string): string => project.store.keys.process(processId).process_locks;
  const LOCK_WITHOUT_SINCE = { status: 'held', fence: '7', processId: 'spoilt~0123456789', since: 'x' };

  it('and the look at processes go on beside what somebody has spoilt', async () => {
    const { own, machine } = project.store.keys;
    await project.work();
    const holder = await project.connectInChild('doomed');
    const { processId } = holder;
    const machineId = await project.redis.hget(project.store.keys.process(processId).process, 'machine');
    await project.redis.sadd(machine(machineId ?? ''), 'no process id', 'spoilt~0123456789');
    await project.redis.set(project.store.keys.process('spoilt~0123456789').process, 'not a hash');
    const strays = Array.from({ length: 600 }, (_, index) => [1, `not-an-issue-${index}`]).flat();
    await project.redis.zadd(own.leases, ...strays, 1, '999', 1, 'lock:spoilt', 1, 'lock:other');
    await project.redis.hset(project.store.keys.lock('spoilt').lock, LOCK_WITHOUT_SINCE);
    await project.redis.set(project.store.keys.lock('other').lock, 'not a hash');
    for (const name of ['spoilt', 'sound']) await project.redis.sadd(locksOf(processId), name);
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    await holder.child.kill('SIGKILL');
    await project.untilIssue(1, 'pending', ({ status }) => status === 'pending');
    const scans = (): number => project.logged.filter(({ event }) => event === 'scan.finished').length;
    const before = scans();
    await waitFor('another scan to be done', () => scans() > before);
    const failed = project.logged.filter(({ event }) => event === 'scan.failed');
    expect(JSON.stringify(failed)).to.include('spoilt~0123456789').and.include('"lock":"spoilt"');
  });
});
