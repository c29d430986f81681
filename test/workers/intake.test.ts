/** Issues that are work become tasks by themselves: each one task, in the order of priority and age. */

import { expect } from 'chai';
import type { Task } from '../../src/client/ticket-desk.ts';
import { useIntakeBench } from './intake-bench.ts';

describe('the intake of issues', () => {
  const bench = useIntakeBench();

  it('makes what the labels say is work into tasks, with type and priority', async () => {
    bench.open.work(1, 'priority:low');
    bench.open.repository.createIssue({ number: 2, labels: ['task:dogfooding', 'priority:low'] });
    bench.open.repository.createIssue({ number: 3, labels: ['bug'] });
    await bench.open.startSwept();
    expect(await bench.open.task(1)).to.include({ state: 'waiting', run: '1', type: 'misc', priority: 'low' });
    expect(await bench.open.task(2)).to.include({ type: 'dogfooding', priority: 'dogfooding' });
    expect(await bench.open.task(3)).to.deep.equal({});
    expect(await bench.open.live.issue(1)).to.include({ status: 'pending' });
    expect(await bench.open.tickets()).to.deep.equal([2, 1]);
  });

  it('takes nothing where it is off', async () => {
    bench.open.work(1);
    await bench.open.start({ intake: 'off' });
    await bench.open.workshop.untilLogged('sweep.finished');
    expect(await bench.open.sweep()).to.include({ outcome: 'off' });
    expect(await bench.open.waiting()).to.deep.equal([]);
  });

  it('makes one task of an issue, however many sweeps and looks there are at once', async () => {
    bench.open.work(1);
    await bench.open.startSwept();
    await bench.open.start();
    bench.open.work(2);
    const { open } = bench;
    await Promise.all([open.sweep(), open.look({ issue: 2 }), open.sweep(), open.look({ issue: 2 }), open.sweep()]);
    expect(await open.waiting()).to.deep.equal(['issue-1', 'issue-2']);
    expect([(await open.task(1))['run'], (await open.task(2))['run']]).to.deep.equal(['1', '1']);
    expect(await open.tickets()).to.deep.equal([1, 2]);
  });

  it('leaves what is taken, done, closed, excluded or a pull request, and says why', async () => {
    const { open } = bench;
    const { driven } = open.workshop;
    for (const number of [1, 2, 3, 4, 5, 6]) open.work(number);
    open.repository.createIssue({ number: 7, labels: ['task:misc'], isPullRequest: true });
    const bot = await driven.register();
    await driven.take(1, bot);
    await driven.handBack(2, bot, await driven.take(2, bot), 'completed');
    await open.await(3);
    open.repository.addLabels(4, ['skip:poppobuilder']);
    open.repository.addLabels(5, ['processing']);
    await open.startSwept({ takeOverLabelled: 'false' });
    const { left } = await open.sweep();
    expect(await open.waiting()).to.deep.equal(['issue-6']);
    expect(left).to.include({ processing: 1, completed: 1, 'awaiting-response': 1, excluded: 1, 'owned-label': 1 });
    open.repository.issue(2).setClosed(false);
    expect(await open.look({ issue: 2 })).to.deep.include({ left: [{ issue: 2, reason: 'completed' }] });
    open.repository.issue(6).setClosed(true);
    expect(await open.look({ issue: 6 })).to.deep.include({ left: [{ issue: 6, reason: 'closed' }] });
    expect(await open.look({ issue: 7 })).to.deep.include({ left: [{ issue: 7, reason: 'gone' }] });
  });

  it('hands the tasks out by priority, and by age within one', async () => {
    const { open } = bench;
    const priorities = ['priority:low', 'priority:high', 'bug', 'task:dogfooding'];
    for (let number = 1; number <= 8; number += 1) open.work(number, priorities[number % 4] ?? '');
    for (let number = 1; number <= 8; number += 1) {
      open.repository.issue(number).createdAt = new Date(1_700_000_000_000 - number * 1_000).toISOString();
    }
    await open.startSwept();
    const mirin = await open.live.connect('bot');
    const done = new AbortController();
    const drawn: number[] = [];
    await mirin.work(
      async ({ issue }: Task) => {
        drawn.push(issue);
        if (drawn.length === 8) done.abort();
      },
      { signal: done.signal },
    );
    expect(drawn).to.deep.equal([7, 3, 5, 1, 6, 2, 8, 4]);
  });

  it('stops where as many tasks wait as may, tells of it once, and goes on where there is room', async () => {
    const { open } = bench;
    for (const number of [1, 2, 3, 4]) open.work(number);
    open.work(5, 'priority:high');
    const workers = await open.startSwept({ maxPendingTasks: 2 });
    expect(await open.tickets()).to.deep.equal([5, 1]);
    expect(await open.sweep()).to.include({ isFull: true });
    const stops = () => open.live.logged.filter(({ event }) => event === 'intake.stopped').length;
    expect(stops()).to.equal(1);
    const mirin = await open.live.connect('bot');
    const done = new AbortController();
    const drawn: number[] = [];
    const working = mirin.work(
      async ({ issue }: Task) => {
        drawn.push(issue);
        if (drawn.length === 5) done.abort();
      },
      { signal: done.signal },
    );
    await open.untilTask(1, 'done');
    await open.workshop.scan();
    await open.untilTask(3, 'done');
    await open.workshop.scan();
    await working;
    expect(drawn).to.deep.equal([5, 1, 2, 3, 4]);
    expect(stops()).to.equal(1);
    await workers.stop();
  });

  it('forgets a candidate whose label was taken off while it waited for room', async () => {
    const { open } = bench;
    open.work(1);
    open.work(2);
    await open.startSwept({ maxPendingTasks: 1 });
    open.repository.removeLabel(2, 'task:misc');
    await open.sweep();
    expect(await open.live.redis.zcard(open.keys.own.intake_waiting)).to.equal(0);
  });

  it('looks at all issues anew by a new rule', async () => {
    const { open } = bench;
    open.repository.createIssue({ number: 1, labels: ['question'] });
    const workers = await open.startSwept();
    expect(await open.waiting()).to.deep.equal([]);
    await workers.stop();
    await open.start({ intake: 'labels', intakeTypes: JSON.stringify({ question: 'answer' }) });
    expect(await open.untilTask(1, 'waiting')).to.include({ type: 'answer', priority: 'normal' });
  });

  for (const at of [
    'after:intake-note',
    'before:intake-take',
    'after:intake-take',
    'before:addPrioritizedJob mirin-tasks ticket',
  ]) {
    it(`makes one task although a worker dies ${at.replace(':', ' ')}`, async () => {
      const { open } = bench;
      open.work(1);
      await open.dieAt(at);
      await open.start();
      // The job of the dead one is drawn again only when its lock has run out.
      await open.workshop.scan();
      await open.untilTask(1, 'waiting');
      await open.live.redis.zadd(open.keys.own.tasks_wanted, 'XX', 1, 'issue-1');
      await open.workshop.scan();
      expect(await open.tickets()).to.deep.equal([1]);
      expect(await open.task(1)).to.include({ run: '1' });
      expect(await open.waiting()).to.deep.equal(['issue-1']);
    }).timeout(120_000);
  }
});
