/** Mark-processed and mark-comments: somebody's word on what is done already. */

import { expect } from 'chai';
import { markComments } from '../../src/transitions/mark-comments.ts';
import { markProcessed } from '../../src/transitions/mark-processed.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 43;

describe('mark-processed', () => {
  const project = useTransitionProject();
  const mark = (isProcessed: boolean) => markProcessed(project.store, ISSUE, isProcessed, 'alice');
  const isListed = async () => (await project.redis.sismember(project.keys.own.processed_issues, ISSUE)) === 1;

  it('is noted once of an issue that nobody has ever seen, with who said so', async () => {
    expect([await mark(true), await mark(true)]).to.deep.equal([true, false]);
    expect(await project.issue(ISSUE)).to.deep.equal({ processed: '1' });
    expect(await isListed()).to.equal(true);
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ type: 'issue.processed', issue: String(ISSUE), by: 'alice' });
  });

  it('is taken back once, also of one that was completed', async () => {
    const bot = await project.driven.register('bot');
    await project.driven.handBack(ISSUE, bot, (await project.take(ISSUE, bot)).fence, 'completed');
    expect(await mark(true)).to.equal(false);
    expect([await mark(false), await mark(false)]).to.deep.equal([true, false]);
    expect(await project.issue(ISSUE)).to.include({ processed: '0', status: 'completed', version: '2' });
    expect(await isListed()).to.equal(false);
  });

  it('stands until the issue is moved on', async () => {
    await mark(true);
    const bot = await project.driven.register('bot');
    const lease = await project.take(ISSUE, bot);
    expect(await isListed()).to.equal(false);
    await mark(true);
    await project.repair(lease, { cause: 'dead' });
    expect(await isListed(), 'an orphan is workable again').to.equal(false);
  });

  it('counts the comments of an issue that are new among the processed ones', async () => {
    const say = (ids: string[], isProcessed: boolean) => markComments(project.store, ISSUE, ids, isProcessed);
    expect(await say(['IC_1', '2026-01-01T00:00:00Z-alice'], true)).to.equal(2);
    expect(await say(['IC_1', 'IC_2'], true)).to.equal(1);
    expect(await say(['IC_1', 'IC_9'], false)).to.equal(1);
    const { processed_comments: key } = project.keys.issue(ISSUE);
    expect(await project.redis.smembers(key)).to.have.members(['2026-01-01T00:00:00Z-alice', 'IC_2']);
  });
});
