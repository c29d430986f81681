/** Reindex-issue: every index entry is a function of the issue's hash; what differs is found and mended. */

import { expect } from 'chai';
import type { Redis } from 'ioredis';
import type { ProcessId } from '../../queues/values.ts';
import type { ProjectKeys } from '../../src/redis/keys.ts';
import { reindexIssue } from '../../src/transitions/reindex-issue.ts';
import { rejection } from '../support/rejection.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const HELD = 71;
const DONE = 72;

interface Damage {
  issue: number;
  fault: string;
  damage: (redis: Redis, keys: ProjectKeys, bot: ProcessId) => Promise<unknown>;
}

/** Each way in which an index can differ from the hash. */
const DAMAGES: Damage[] = [
  { issue: HELD, fault: 'issues lacks it', damage: (redis, { own }) => redis.zrem(own.issues, HELD) },
  {
    issue: HELD,
    fault: 'issues has it at another time',
    damage: (redis, { own }) => redis.zadd(own.issues, 5, HELD),
  },
  {
    issue: HELD,
    fault: 'issues:processing lacks it',
    damage: (redis, { own }) => redis.zrem(own.issues_processing, HELD),
  },
  {
    issue: HELD,
    fault: 'issues:awaiting-response has it wrongly',
    damage: (redis, { own }) => redis.zadd(own.issues_awaiting_response, T0, HELD),
  },
  {
    issue: HELD,
    fault: 'processing_issues lacks it',
    damage: (redis, { own }) => redis.srem(own.processing_issues, HELD),
  },
  { issue: HELD, fault: 'leases lacks it', damage: (redis, { own }) => redis.zrem(own.leases, HELD) },
  {
    issue: HELD,
    fault: 'process:bot~unique000001:issues lacks it',
    damage: (redis, keys, bot) => redis.srem(keys.process(bot).process_issues, HELD),
  },
  { issue: HELD, fault: 'labels:dirty lacks it', damage: (redis, { own }) => redis.zrem(own.labels_dirty, HELD) },
  {
    issue: DONE,
    fault: 'issues:completed lacks it',
    damage: (redis, { own }) => redis.zrem(own.issues_completed, DONE),
  },
  {
    issue: DONE,
    fault: 'processing_issues has it wrongly',
    damage: (redis, { own }) => redis.sadd(own.processing_issues, DONE),
  },
  {
    issue: DONE,
    fault: 'processed_issues lacks it',
    damage: (redis, { own }) => redis.srem(own.processed_issues, DONE),
  },
  { issue: DONE, fault: 'leases has it wrongly', damage: (redis, { own }) => redis.zadd(own.leases, T0, DONE) },
  {
    issue: DONE,
    fault: 'comments:wanted has it wrongly',
    damage: (redis, { own }) => redis.zadd(own.comments_wanted, T0, DONE),
  },
  { issue: 999, fault: 'issues has it wrongly', damage: (redis, { own }) => redis.zadd(own.issues, T0, 999) },
];

describe('reindex-issue', () => {
  const project = useTransitionProject();
  let bot: ProcessId;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    await project.take(HELD, bot);
    const done = await project.take(DONE, bot);
    await project.driven.handBack(DONE, bot, done.fence, 'completed');
  });

  it('finds nothing wrong with what the transitions left', async () => {
    for (const issue of [HELD, DONE, 999]) expect(await reindexIssue(project.store, issue, false)).to.deep.equal([]);
  });

  for (const { issue, fault, damage } of DAMAGES) {
    it(`finds and mends: ${fault}`, async () => {
      const healthy = await project.dump();
      await damage(project.redis, project.keys, bot);
      const damaged = await project.dump();
      expect(await reindexIssue(project.store, issue, false)).to.deep.equal([fault]);
      expect(await project.dump()).to.deep.equal(damaged);
      expect(await reindexIssue(project.store, issue, true)).to.deep.equal([fault]);
      expect(await project.dump()).to.deep.equal(healthy);
    });
  }

  it('gives a lease that lost its deadline a whole TTL', async () => {
    await project.redis.zrem(project.keys.own.leases, HELD);
    await project.pass(1_000);
    await reindexIssue(project.store, HELD, true);
    expect(await project.deadlineMs(HELD)).to.equal(T0 + 91_000);
  });

  it('keeps a deadline whatever it is', async () => {
    await project.redis.zadd(project.keys.own.leases, 5, HELD);
    expect(await reindexIssue(project.store, HELD, true)).to.deep.equal([]);
    expect(await project.deadlineMs(HELD)).to.equal(5);
  });

  it('mends nothing of a record that nobody can understand, and says what is wrong with it', async () => {
    await project.redis.hset(project.keys.issue(HELD).issue, 'status', 'haunted');
    const fault = await rejection(reindexIssue(project.store, HELD, true));
    expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
    expect(fault.message).to.equal(
      `key ${project.keys.issue(HELD).issue}, field status: expected a known status, found haunted`,
    );
    await project.redis.hset(project.keys.issue(HELD).issue, 'status', 'processing');
  });
});
