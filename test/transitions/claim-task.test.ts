/** Claim-task: a worker that draws a ticket gets task and lease in one step, or neither. */

import { expect } from 'chai';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { claimTask, type Claim } from '../../src/transitions/claim-task.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 12;

describe('claim-task', () => {
  const project = useTransitionProject();
  let bot: ProcessId;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    await project.wantTask(ISSUE);
  });

  const claim = (over: Partial<Claim> = {}, ticket: Partial<Claim['ticket']> = {}) =>
    claimTask(
      project.store,
      {
        ticket: { v: 1, kind: 'ticket', taskId: 'issue-12', run: 1, issue: ISSUE, ...ticket },
        processId: bot,
        requestId: 'request-claim' as RequestId,
        ttlMs: TTL_MS,
        ...over,
      },
      project.rules,
    );

  it('grants task and lease together, with the type and priority of the task', async () => {
    expect(await claim()).to.deep.equal({
      outcome: 'granted',
      fence: `${T0}000`,
      expiresAtMs: T0 + TTL_MS,
      attempt: 1,
      taskType: 'bug',
      priority: 'high',
    });
    expect(await project.issue(ISSUE)).to.include({ status: 'processing', processId: bot, taskType: 'bug' });
    expect(await project.task(ISSUE)).to.include({ state: 'running', run: '1' });
    const dump = await project.dump();
    expect(dump['running_tasks']).to.deep.equal(['issue-12']);
    expect(dump).not.to.have.property('tasks:wanted');
    expect(dump['events']).to.have.nested.property('[0].type', 'task.claimed');
  });

  it('tells how the last lease of the issue ended', async () => {
    await project.redis.del(project.keys.issue(ISSUE).task, project.keys.own.tasks_wanted);
    await project.dieWith(ISSUE);
    const granted = await claim();
    expect(granted).to.include({ outcome: 'granted', attempt: 2 });
    expect(granted).to.have.nested.property('previous.ended', 'dead');
  });

  it('gives the same claim the same lease again', async () => {
    const first = await claim();
    await project.pass(1_000);
    const before = await project.dump();
    expect(await claim()).to.deep.equal(first);
    expect(await project.dump()).to.deep.equal(before);
  });

  describe('says that the ticket is stale, and changes nothing', () => {
    const cases = {
      'where another worker claimed the task': async () => {
        await claim();
        return claim({ requestId: 'request-other' as RequestId });
      },
      'where the ticket is of an earlier run': async () => {
        await project.redis.hset(project.keys.issue(ISSUE).task, 'run', '2');
        return claim();
      },
      'where the ticket is of a later run': () => claim({}, { run: 2 }),
      'where there is no such task': () => claim({}, { taskId: 'issue-13', issue: 13 }),
      'where the ticket names another issue than the task': () => claim({}, { issue: 13 }),
      'where the issue was checked out and handed back since': async () => {
        const lease = await project.take(ISSUE, bot);
        await project.driven.handBack(ISSUE, bot, lease.fence, 'completed');
        return claim();
      },
    };
    for (const [title, act] of Object.entries(cases)) {
      it(title, async () => {
        expect(await act()).to.deep.equal({ outcome: 'stale' });
        expect(await project.issue(13)).to.deep.equal({});
      });
    }
  });

  describe('leaves task and lease alone', () => {
    const unchanged = async () => {
      expect(await project.task(ISSUE)).to.include({ state: 'waiting', run: '1' });
    };

    it('where somebody holds the issue', async () => {
      await project.redis.del(project.keys.issue(ISSUE).task, project.keys.own.tasks_wanted);
      await project.take(ISSUE, bot);
      await project.wantTask(ISSUE);
      expect(await claim()).to.deep.equal({ outcome: 'held' });
      await unchanged();
    });

    it('where the process has ended', async () => {
      await endProcess(project.store, { processId: bot, machineId: 'boot1-ns1' }, 'ended');
      expect(await claim()).to.deep.equal({ outcome: 'process-ended' });
      await unchanged();
    });

    it('where the issue is quarantined', async () => {
      await project.redis.del(project.keys.issue(ISSUE).task, project.keys.own.tasks_wanted);
      for (let death = 0; death < 3; death += 1) await project.dieWith(ISSUE);
      await project.wantTask(ISSUE);
      expect(await claim()).to.deep.equal({ outcome: 'quarantined' });
      await unchanged();
    });

    it('where the issue cools down after a crash, to the very ms', async () => {
      await project.redis.del(project.keys.issue(ISSUE).task, project.keys.own.tasks_wanted);
      const lease = await project.take(ISSUE, await project.driven.register('run', { kind: 'run' }));
      await project.repair(lease, { cause: 'dead' });
      const untilMs = T0 + project.rules.lockDelayMs;
      await project.pass(project.rules.lockDelayMs - 1);
      expect(await claim()).to.deep.equal({ outcome: 'cooling-down', untilMs });
      await unchanged();
      await project.pass(1);
      expect(await claim()).to.include({ outcome: 'granted' });
    });

    it('where Redis was started anew', async () => {
      await project.restartRedis();
      expect(await claim()).to.deep.equal({ outcome: 'cooling-down', untilMs: T0 + project.rules.restartWaitMs });
      await unchanged();
    });
  });
});
