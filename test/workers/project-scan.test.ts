/** The scan finds what a crash between two steps, or a hand in Bull Board, has left undone. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import {
  openProjectQueues,
  openSharedQueues,
  type ProjectQueues,
  type SharedQueues,
} from '../../src/enqueue/open-queues.ts';
import { startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { registerProcess } from '../../src/transitions/register-process.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const DAY_MS = 86_400_000;

describe('the scan of a project', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let queues: ProjectQueues;
  let shared: SharedQueues;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    queues = openProjectQueues(project.redis, project.name);
    shared = openSharedQueues(project.redis);
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

  it('issues a ticket again that was removed by hand', async () => {
    await project.work();
    await orphanWithTicket();
    const [ticket] = await queues.tasks.getPrioritized();
    await ticket?.remove();
    expect(await queues.tasks.getPrioritizedCount()).to.equal(0);
    // A minute later.
    await project.redis.zadd(project.store.keys.own.tasks_wanted, Date.now() - 1, 'issue-1');
    const [again] = await waitFor('the ticket', async () => {
      const tickets = await queues.tasks.getPrioritized();
      return tickets.length > 0 && tickets;
    });
    expect(again?.data).to.deep.equal(ticket?.data);
    expect(again?.id).to.equal(ticket?.id);
  });

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

  it('asks again for the labels whose pass was removed by hand', async () => {
    const github = await startGitHubSimulator();
    try {
      const repository = github.repo(project.name);
      repository.createIssue({ number: 1, labels: ['task:docs'] });
      // Without a token nobody runs the pass.
      const blind = await project.work();
      const mirin = await project.connect('bot');
      await mirin.checkout(1);
      await waitFor('the pass to wait', async () => (await shared.labels.getWaitingCount()) === 1);
      await blind.stop();
      await shared.labels.drain();
      expect(await shared.labels.getWaitingCount()).to.equal(0);
      await project.work({ githubApiUrl: github.url, githubToken: github.token });
      await waitFor('the labels', () => repository.labelsOf(1).includes('processing'));
      expect(repository.labelsOf(1)).to.deep.equal(['task:docs', 'processing']);
    } finally {
      await github.stop();
    }
  });

  it('forgets processes that ended or fell silent more than a week ago, and no other', async () => {
    const register = async (name: string, lastSeenMs: number, end?: 'ended' | 'dead'): Promise<string> => {
      const processId = `${name}~0123456789` as ProcessId;
      const known = { processId, name, liveness: 'beat', kind: 'program', pid: 1, pidStarted: '' } as const;
      const place = { machineId: '', host: 'elsewhere', tmuxSession: '', version: '0', ttlMs: 10_000 };
      await registerProcess(project.store, { ...known, ...place });
      if (end !== undefined) await endProcess(project.store, { processId, machineId: '' }, end);
      await project.redis.zadd(project.store.keys.own.processes, lastSeenMs, processId);
      return processId;
    };
    const now = Date.now();
    const gone = [await register('ended', now - 8 * DAY_MS, 'ended'), await register('silent', now - 9 * DAY_MS)];
    const kept = [await register('fresh', now - DAY_MS, 'dead'), await register('living', now)];
    await project.work();
    await waitFor('the old ones to be forgotten', async (saw) => {
      const left = await project.redis.zrange(project.store.keys.own.processes, 0, '-1');
      saw(left);
      return gone.every((processId) => !left.includes(processId));
    });
    for (const processId of gone) expect(await project.processStatus(processId)).to.equal(null);
    for (const processId of kept) expect(await project.processStatus(processId)).to.not.equal(null);
  });

  it('and the look at processes go on beside what somebody has spoilt', async () => {
    const { own, machine } = project.store.keys;
    await project.work();
    const holder = await project.connectInChild('doomed');
    const { processId } = holder;
    const machineId = await project.redis.hget(project.store.keys.process(processId).process, 'machine');
    await project.redis.sadd(machine(machineId ?? ''), 'no process id', 'spoilt~0123456789');
    await project.redis.set(project.store.keys.process('spoilt~0123456789').process, 'not a hash');
    await project.redis.zadd(own.leases, 1, 'not-an-issue', 1, '999');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    await holder.child.kill('SIGKILL');
    await project.untilIssue(1, 'pending', ({ status }) => status === 'pending');
    const failed = project.logged.filter(({ event }) => event === 'scan.failed');
    expect(JSON.stringify(failed)).to.include('spoilt~0123456789');
  });
});
