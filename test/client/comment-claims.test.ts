/** Claims on comments: each comment is handled once, and again only where whoever handled it failed. */

import { expect } from 'chai';
import { type CommentClaim, commentLock } from '../../src/client/comment-claims.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { RedisUnavailableError } from '../../src/errors.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a claim on a comment', () => {
  let project: LiveProject;
  let mirin: Mirin;
  let other: Mirin;

  beforeEach(async () => {
    project = new LiveProject((await sharedRedis()).url);
    [mirin, other] = await Promise.all([project.connect('bot'), project.connect('other')]);
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
  });

  const claimOf = async (client: Mirin, comment: string, waitMs = 0): Promise<CommentClaim> => {
    const answer = await client.processed.claimComment(7, comment, { waitMs });
    if (answer.outcome !== 'claimed') throw new Error(`${comment} was not claimed: ${JSON.stringify(answer)}`);
    return answer.claim;
  };

  it('is one caller’s at a time, and nobody’s once the comment is done', async () => {
    const claim = await claimOf(mirin, 'IC_1');
    expect(claim.trustedForMs).to.be.greaterThan(0);
    expect(await other.processed.claimComment(7, 'IC_1')).to.include({ outcome: 'held', holder: mirin.processId });
    expect(await mirin.processed.comments.has(7, 'IC_1'), 'only claimed').to.equal(false);
    expect((await other.processed.claimComment(8, 'IC_1')).outcome, 'of another issue').to.equal('claimed');
    expect([await claim.done(), await claim.done()]).to.deep.equal([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(await other.processed.claimComment(7, 'IC_1')).to.deep.equal({ outcome: 'done' });
    expect(await mirin.processed.comments.has(7, 'IC_1')).to.equal(true);
    expect(await mirin.locks.get('comment/7/IC_1')).to.equal(null);
  });

  it('goes to the next where it was given back, and tells who waits that all is done where it was not', async () => {
    const claim = await claimOf(mirin, 'IC_1');
    await claim.release();
    const second = await claimOf(other, 'IC_1');
    const waiting = mirin.processed.claimComment(7, 'IC_1', { waitMs: 60_000 });
    await waitFor('one to wait', async () => (await mirin.locks.get('comment/7/IC_1'))?.waiting === 1);
    await second.done();
    expect(await waiting).to.deep.equal({ outcome: 'done' });
    expect(await mirin.locks.get('comment/7/IC_1')).to.equal(null);
  });

  it('is had by one of five at once, and each of twenty comments is handled once', async () => {
    const handled: string[] = [];
    const handle = async (client: Mirin, comment: string): Promise<void> => {
      const answer = await client.processed.claimComment(7, comment, { waitMs: 60_000 });
      if (answer.outcome !== 'claimed') return;
      handled.push(comment);
      await answer.claim.done();
    };
    const comments = Array.from({ length: 20 }, (_, index) => `IC_${index}`);
    const clients = [mirin, other, ...(await Promise.all(['x', 'y', 'z'].map((name) => project.connect(name))))];
    await Promise.all(comments.flatMap((comment) => clients.map((client) => handle(client, comment))));
    expect(handled.toSorted()).to.deep.equal(comments.toSorted());
  });

  it('says nothing of the comment when it was lost', async () => {
    const claim = await claimOf(mirin, 'IC_1');
    await other.locks.release('comment/7/IC_1');
    const second = await claimOf(other, 'IC_1');
    expect(await claim.done()).to.deep.equal({ outcome: 'not-held' });
    expect(await mirin.processed.comments.has(7, 'IC_1')).to.equal(false);
    expect(await second.done()).to.deep.equal({ outcome: 'done' });
  });

  it('is free again when its holder dies', async () => {
    await project.work();
    const holder = await project.connectInChild('doomed');
    const { fence } = await holder.does({ do: 'lock', name: commentLock(7, 'IC_1') });
    await holder.child.kill('SIGKILL');
    const claim = await claimOf(mirin, 'IC_1', 60_000);
    expect(BigInt(claim.fence) > BigInt(String(fence))).to.equal(true);
  });

  it('is given back where the second look fails, since nobody else knows of it', async () => {
    const { comments } = mirin.processed;
    const has = comments.has.bind(comments);
    let looks = 0;
    comments.has = async (...given) => {
      looks += 1;
      if (looks === 2) throw new RedisUnavailableError('away for a moment');
      return has(...given);
    };
    const fault = await rejection(mirin.processed.claimComment(7, 'IC_1'));
    expect(fault).to.have.property('code', 'MIRIN_REDIS_UNAVAILABLE');
    expect((await other.processed.claimComment(7, 'IC_1')).outcome).to.equal('claimed');
  });

  it('takes ids as they come, and refuses what is none', async () => {
    for (const comment of [12_345, 'a:b|c', 'x'.repeat(200), '@x']) {
      expect((await mirin.processed.claimComment(7, comment)).outcome, String(comment)).to.equal('claimed');
      expect((await other.processed.claimComment(7, comment)).outcome, String(comment)).to.equal('held');
    }
    for (const comment of ['', 'a b', 'x'.repeat(201), '日本']) {
      expect(await rejection(mirin.processed.claimComment(7, comment))).to.have.property(
        'code',
        'MIRIN_REQUEST_INVALID',
      );
    }
    expect((await rejection(mirin.processed.claimComment(0, 'IC_1'))).message).to.include('issue');
  });
});
