/** The mark that has a repair told of: written with the repair, entered before the post, gone when that is done. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { readWantedComments } from '../../src/store/read-wanted-comments.ts';
import { closeComment } from '../../src/transitions/comment-close.ts';
import { openComment } from '../../src/transitions/comment-open.ts';
import { reindexIssue } from '../../src/transitions/reindex-issue.ts';
import { repair } from '../../src/transitions/repair.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 9;
const LANDING_MS = 60_000;

describe('the comment on a repair', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    lease = await project.take(ISSUE, bot);
  });

  const repairDead = (isCommentWanted: boolean, { issue, processId: holder, fence, expiresAtMs: deadlineMs } = lease) =>
    repair(project.store, { issue, holder, fence, deadlineMs, cause: 'dead' }, project.rules, 'the test', {
      isCommentWanted,
    });
  const wanted = () => project.redis.zrange(project.keys.own.comments_wanted, 0, '-1', 'WITHSCORES');
  const open = (fence: Fence = lease.fence) => openComment(project.store, ISSUE, fence);
  const close = (fence: Fence = lease.fence) => closeComment(project.store, ISSUE, fence);

  it('is wanted in the same step as the repair, with all that it will tell', async () => {
    await project.pass(1_000);
    await project.beat(bot, [lease]);
    await project.pass(5);
    const deadlineMs = T0 + 1_000 + TTL_MS;
    expect(await repairDead(true, { ...lease, expiresAtMs: deadlineMs })).to.include({ outcome: 'repaired' });
    expect(await wanted()).to.deep.equal([String(ISSUE), String(T0 + 1_005)]);
    expect(await readWantedComments(project.store, ISSUE)).to.deep.equal([
      {
        issue: ISSUE,
        fence: lease.fence,
        facts: {
          processId: bot,
          pid: '4242',
          host: 'host-a',
          sinceMs: T0,
          lastHeartbeatMs: T0 + 1_000,
          ended: 'dead',
          to: 'pending',
          orphanings: 1,
          repairedAtMs: T0 + 1_005,
        },
      },
    ]);
  });

  it('is not wanted where nobody asked for it, nor where nothing was repaired', async () => {
    await repairDead(false);
    await repairDead(true);
    expect(await wanted()).to.deep.equal([]);
    expect(await readWantedComments(project.store, ISSUE)).to.deep.equal([]);
  });

  it('tells of no heartbeat where the holder gives none', async () => {
    const shell = await project.driven.register('shell', { liveness: 'ttl' });
    const other = await project.take(10, shell);
    await repairDead(true, other);
    const [comment] = await readWantedComments(project.store, 10);
    expect(comment?.facts).to.not.have.property('lastHeartbeatMs');
  });

  it('is opened by one, and by nobody else for as long as that post may land, to the ms', async () => {
    await repairDead(true);
    expect(await open()).to.deep.equal({ outcome: 'open' });
    await project.pass(1);
    expect(await open()).to.deep.equal({ outcome: 'wait', waitMs: LANDING_MS - 1 });
    await project.pass(LANDING_MS - 2);
    expect(await open()).to.deep.equal({ outcome: 'wait', waitMs: 1 });
    await project.pass(1);
    expect(await open()).to.deep.equal({ outcome: 'open' });
    expect(await open()).to.deep.equal({ outcome: 'wait', waitMs: LANDING_MS });
  });

  it('waits its whole time anew where the clock was set back', async () => {
    await repairDead(true);
    await open();
    project.standAt(T0 - 3_600_000);
    expect(await open()).to.deep.equal({ outcome: 'wait', waitMs: LANDING_MS });
  });

  it('is gone once it was closed, and leaves nothing behind', async () => {
    await repairDead(true);
    await open();
    await close();
    expect(await open()).to.deep.equal({ outcome: 'gone' });
    const dump = await project.dump();
    expect(dump).to.not.have.any.keys('comments:wanted', `issue:${ISSUE}:comments`);
  });

  it('keeps the mark of its issue until the last repair was told of', async () => {
    await repairDead(true);
    const next = await project.take(ISSUE, await project.driven.register('bot'));
    await repairDead(true, next);
    const comments = await readWantedComments(project.store, ISSUE);
    expect(comments.map(({ fence }) => fence)).to.deep.equal([lease.fence, next.fence]);
    await close();
    expect(await wanted()).to.have.length(2);
    await close(next.fence);
    expect(await wanted()).to.deep.equal([]);
  });

  it('gets its mark back where that was lost', async () => {
    await repairDead(true);
    const before = await wanted();
    await project.redis.del(project.keys.own.comments_wanted);
    expect(await reindexIssue(project.store, ISSUE, true)).to.deep.equal(['comments:wanted lacks it']);
    expect(await wanted()).to.deep.equal(before);
  });

  it('is read as unreadable where somebody else wrote it', async () => {
    await project.redis.hset(project.keys.issue(ISSUE).comments, lease.fence, 'nonsense', '12345', '{"to":"moon"}');
    const comments = await readWantedComments(project.store, ISSUE);
    expect(comments.map(({ facts }) => facts)).to.deep.equal([undefined, undefined]);
    await close();
    await close('12345' as Fence);
  });
});
