/** When candidates become tasks, and when they wait although there is room. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { closeQueues, openProjectQueues, openSharedQueues } from '../../src/enqueue/open-queues.ts';
import type { FollowUpTarget } from '../../src/enqueue/follow-ups.ts';
import { fillTasks } from '../../src/intake/fill-tasks.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { noteCandidate } from '../../src/transitions/intake-note.ts';
import { freshProject, sharedRedis } from '../support/shared-redis.ts';

describe('filling the tasks', () => {
  let target: FollowUpTarget;

  beforeEach(async () => {
    const redis = new Redis((await sharedRedis()).url);
    const store = projectStore(redis, freshProject());
    target = { store, project: openProjectQueues(redis, store.keys.project), shared: openSharedQueues(redis) };
    await redis.hset(store.keys.own.intake, { rule: '{}', limit: 2, attempts: 3 });
    for (const issue of [1, 2, 3]) {
      await noteCandidate(store, { issue, type: 'misc', priority: 'normal', createdAtMs: issue });
    }
  });
  afterEach(async () => {
    await closeQueues(...Object.values(target.project), ...Object.values(target.shared));
    target.store.redis.disconnect();
  });

  const fill = async () => (await fillTasks(target, 'a worker')).taken.map(({ issue }) => issue);
  const setPage = (page: string) => target.store.redis.hset(target.store.keys.own.intake_sweep, 'page', page);
  const takeUp = (issue: number) => target.store.redis.zrem(target.store.keys.own.tasks_wanted, `issue-${issue}`);

  it('takes what there is room for, and tells once that it stops and once that it goes on', async () => {
    const first = await fillTasks(target, 'a worker');
    expect(first.taken.map(({ issue }) => issue)).to.deep.equal([1, 2]);
    expect(first).to.include({ isFull: true, isNewlyFull: true, isResumed: false });
    expect(await fillTasks(target, 'a worker')).to.deep.include({ taken: [], isFull: true, isNewlyFull: false });
    await takeUp(1);
    expect(await fillTasks(target, 'a worker')).to.include({ isFull: false, isResumed: true });
    expect(await fillTasks(target, 'a worker')).to.deep.include({ taken: [], isResumed: false });
  });

  it('takes nothing while the intake is off', async () => {
    await target.store.redis.hdel(target.store.keys.own.intake, 'rule');
    expect(await fillTasks(target, 'a worker')).to.deep.include({ taken: [], isFull: false });
  });

  it('waits for a sweep that is under way, unless no task waits at all', async () => {
    await setPage('page=2');
    expect(await fill(), 'workers would stand idle').to.deep.equal([1, 2]);
    await takeUp(1);
    expect(await fill()).to.deep.equal([]);
    await setPage('');
    expect(await fill()).to.deep.equal([3]);
  });

  it('passes over what can not be taken yet, and takes what is behind it', async () => {
    const { redis, keys } = target.store;
    await redis.hset(keys.issue(1).issue, { status: 'error' });
    await redis.hset(keys.issue(1).task, { state: 'done', failures: 1, attempts: 3, retryAt: 9e15 });
    const { taken, left } = await fillTasks(target, 'a worker');
    expect(taken.map(({ issue }) => issue)).to.deep.equal([2, 3]);
    expect(left).to.deep.equal([{ issue: 1, reason: 'retried-later' }]);
  });

  it('shares the candidates with whoever else takes some at the same time', async () => {
    await target.store.redis.hset(target.store.keys.own.intake, 'limit', 100);
    const all = (await Promise.all([fill(), fill(), fill()])).flat();
    expect(all).to.have.members([1, 2, 3]);
    expect(await target.project.tasks.getPrioritizedCount()).to.equal(3);
  });
});
