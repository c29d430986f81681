/** Tasks that wait are drawn by priority, claimed together with their lease, and worked on by one holder at a time. */

import { expect } from 'chai';
import type { Mirin } from '../../src/client/mirin.ts';
import type { Task } from '../../src/client/ticket-desk.ts';
import type { Priority } from '../../queues/priorities.ts';
import { openProjectQueues, type ProjectQueues } from '../../src/enqueue/open-queues.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('work', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let queues: ProjectQueues;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    queues = openProjectQueues(project.redis, project.name);
    await project.work();
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  /** Lets a process die with these issues, so that their tasks wait. */
  async function orphan(issues: Readonly<Record<number, Priority>>): Promise<void> {
    const holder = await project.connectInChild('doomed');
    for (const [issue, priority] of Object.entries(issues)) {
      const options = { priority, taskType: `type-${issue}` };
      expect(await holder.does({ do: 'checkout', issue: Number(issue), options })).to.include({ outcome: 'granted' });
    }
    await holder.child.kill('SIGKILL');
    for (const issue of Object.keys(issues)) {
      await project.untilIssue(Number(issue), 'pending', ({ status }) => status === 'pending');
    }
    const count = Object.keys(issues).length;
    await waitFor('the tickets', async () => (await queues.tasks.getPrioritizedCount()) === count);
  }

  /** Works until so many tasks are done; returns them in the order in which they were begun. */
  async function workOff(mirin: Mirin, count: number): Promise<Task[]> {
    const begun: Task[] = [];
    const done = new AbortController();
    const working = mirin.work(
      async (task) => {
        begun.push(task);
        if (begun.length === count) done.abort();
      },
      { signal: done.signal },
    );
    await working;
    return begun;
  }

  it('draws what a dead holder left, highest priority first, and hands it back as its handler says', async () => {
    await orphan({ 1: 'low', 2: 'normal', 3: 'dogfooding', 4: 'high' });
    const mirin = await project.connect('bot');
    const begun = await workOff(mirin, 4);
    expect(begun).to.deep.equal([
      { id: 'issue-3', issue: 3, type: 'type-3', priority: 'dogfooding', run: 1 },
      { id: 'issue-4', issue: 4, type: 'type-4', priority: 'high', run: 1 },
      { id: 'issue-2', issue: 2, type: 'type-2', priority: 'normal', run: 1 },
      { id: 'issue-1', issue: 1, type: 'type-1', priority: 'low', run: 1 },
    ]);
    for (const issue of [1, 2, 3, 4]) expect((await project.issue(issue)).status).to.equal('completed');
    expect(await project.redis.zcard(project.store.keys.own.tasks_wanted)).to.equal(0);
    expect(await project.redis.scard(project.store.keys.own.running_tasks)).to.equal(0);
  });

  it('drops a ticket whose run is old', async () => {
    await orphan({ 1: 'normal' });
    const [ticket] = await queues.tasks.getPrioritized();
    const stale = await queues.tasks.add('ticket', { ...(ticket?.data as object), run: 7 }, { priority: 1 });
    const mirin = await project.connect('bot');
    const begun = await workOff(mirin, 1);
    expect(begun.map(({ run }) => run)).to.deep.equal([1]);
    const job = await queues.tasks.getJob(stale.id ?? '');
    expect(job?.returnvalue).to.equal('stale');
  });

  it('gives one task to one of two that work, also when somebody checked the issue out meanwhile', async () => {
    await orphan({ 1: 'normal', 2: 'normal' });
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => project.connect(name)));
    if (a === undefined || b === undefined || c === undefined) expect.fail('not connected');
    const got = await c.checkout(2);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    const begun: string[] = [];
    const done = new AbortController();
    const handlerOf = (mirin: Mirin) => async (task: Task) => {
      begun.push(`#${task.issue} run ${task.run} by ${mirin.processId}`);
      if (task.issue === 2) done.abort();
    };
    const working = [a, b].map((mirin) => mirin.work(handlerOf(mirin), { signal: done.signal }));
    await project.untilIssue(1, 'completed', ({ status }) => status === 'completed');
    await got.lease.checkin('pending');
    await Promise.all(working);
    expect(begun.filter((line) => line.startsWith('#1'))).to.have.length(1);
    expect(begun.filter((line) => line.startsWith('#2'))).to.have.length(1);
    expect(begun.find((line) => line.startsWith('#2'))).to.include('run 2');
  });

  it('hands back as error when the handler throws, and goes on', async () => {
    await orphan({ 1: 'high', 2: 'low' });
    const mirin = await project.connect('bot');
    const done = new AbortController();
    await mirin.work(
      async ({ issue }) => {
        if (issue === 2) done.abort();
        else throw new Error('no luck');
      },
      { signal: done.signal },
    );
    expect(await project.issue(1)).to.deep.include({ status: 'error', result: { error: 'no luck' } });
    expect((await project.issue(2)).status).to.equal('completed');
  });

  it('ends when the client closes: the task waits again under its next run, and no crash is counted', async () => {
    await orphan({ 1: 'normal' });
    const mirin = await project.connect('bot');
    let signal: AbortSignal | undefined;
    const working = mirin.work(async (_task, lease) => {
      signal = lease.signal;
      lease.checkpoint('begun');
      await waitFor('the signal', () => lease.signal.aborted);
    });
    await project.untilIssue(1, 'claimed', ({ status }) => status === 'processing');
    await waitFor('the handler to run', () => signal !== undefined);
    await mirin.close();
    await working;
    const issue = await project.issue(1);
    expect(issue).to.include({ status: 'pending' });
    expect(issue.orphanings).to.have.length(1);
    const tickets = await queues.tasks.getPrioritized();
    expect(tickets.map(({ data }: { data: { run: number } }) => data.run)).to.deep.equal([2]);
  });

  it('goes on as a new process after it was declared dead', async () => {
    await orphan({ 1: 'normal' });
    // Heartbeats so far apart that they can't be how it learns of its death.
    const mirin = await project.connect('bot', { heartbeatTtlMs: 600_000, heartbeatEveryMs: 200_000 });
    const { processId } = mirin;
    await project.redis.hset(project.store.keys.process(processId).process, 'status', 'dead');
    const begun = await workOff(mirin, 1);
    expect(begun).to.have.length(1);
    expect(mirin.processId).to.match(/^bot~/).and.not.equal(processId);
    const claimed = (await issueHistory(project.store, 1)).find(({ type }) => type === 'task.claimed');
    expect(claimed?.processId).to.equal(mirin.processId);
  });

  it('fails a ticket that was made by hand at once, and goes on', async () => {
    const job = await queues.tasks.add('ticket', { v: 9 }, { attempts: 5 });
    await orphan({ 1: 'normal' });
    expect(await workOff(await project.connect('bot'), 1)).to.have.length(1);
    const failed = await queues.tasks.getJob(job.id ?? '');
    expect(failed?.failedReason).to.match(/^MIRIN_REQUEST_INVALID: .*v: expected payload version 1/);
    expect(failed?.attemptsMade).to.equal(1);
  });

  it('refuses options that can’t be', async () => {
    const mirin = await project.connect('bot');
    for (const options of [{ concurrency: 0 }, { concurrency: 101 }, { concurency: 2 }, { signal: true }]) {
      const fault = await rejection(mirin.work(async () => undefined, options as object));
      expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
      expect(fault.message).to.include(Object.keys(options)[0]);
    }
  });
});
