/** What a client can read and say of processed issues and comments. */

import { expect } from 'chai';
import type { Mirin } from '../../src/client/mirin.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { sharedRedis } from '../support/shared-redis.ts';

describe('what is processed', () => {
  let project: LiveProject;
  let mirin: Mirin;

  beforeEach(async () => {
    project = new LiveProject((await sharedRedis()).url);
    mirin = await project.connect('bot');
  });
  afterEach(() => project.end());

  it('is said of issues one by one and in bulk, and each counts once', async () => {
    expect(await mirin.processed.add(98)).to.equal(1);
    expect(await mirin.processed.add([98, 267, 267, 1])).to.equal(2);
    expect(await Promise.all([mirin.processed.has(267), mirin.processed.has(2)])).to.deep.equal([true, false]);
    expect(await mirin.processed.among([5, 98, 1])).to.deep.equal([98, 1]);
    expect(await mirin.processed.count()).to.equal(3);
    expect(await mirin.processed.list()).to.deep.equal({ issues: [1, 98, 267], next: null });
    expect(await mirin.processed.remove([98, 5], { by: 'alice' })).to.equal(1);
    expect((await mirin.issues.history(98)).map(({ type, by }) => [type, by])).to.deep.equal([
      ['issue.processed', 'bot'],
      ['issue.unprocessed', 'alice'],
    ]);
  });

  it('is said of comments by their ids, whose numbers are text', async () => {
    const { comments } = mirin.processed;
    expect(await comments.add(98, ['IC_kwDO1', 12_345, '2026-01-01T00:00:00Z-alice'])).to.equal(3);
    expect(await comments.add(98, '12345')).to.equal(0);
    expect(await comments.has(98, 12_345)).to.equal(true);
    expect(await comments.has(99, 'IC_kwDO1'), 'of another issue').to.equal(false);
    expect(await comments.among(98, ['IC_2', 'IC_kwDO1'])).to.deep.equal(['IC_kwDO1']);
    expect(await comments.remove(98, ['IC_kwDO1', 'IC_2'])).to.equal(1);
    expect((await comments.list(98)).comments).to.have.members(['12345', '2026-01-01T00:00:00Z-alice']);
    expect(await comments.count(98)).to.equal(2);
  });

  it('comes in pages, of which each member is on one', async () => {
    const all = Array.from({ length: 3_000 }, (_, index) => index + 1);
    expect(await mirin.processed.add(all)).to.equal(3_000);
    const found: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: { issues: number[]; next: string | null } = await mirin.processed.list({
        limit: 100,
        ...(cursor !== undefined && { cursor }),
      });
      expect(page.issues).to.have.length.below(300);
      found.push(...page.issues);
      cursor = page.next;
    }
    expect(found.toSorted((one, other) => one - other)).to.deep.equal(all);
  });

  it('refuses what can’t be an issue or a comment, naming the field, and then changes nothing', async () => {
    for (const [wrong, field] of [
      [() => mirin.processed.add([1, -2]), 'issues.1'],
      [() => mirin.processed.add(Array.from({ length: 10_001 }, (_, index) => index + 1)), 'issues'],
      [() => mirin.processed.add(1, { by: '' }), 'by: expected'],
      [() => mirin.processed.comments.add(1, ['good', 'bad id']), 'comments.1'],
      [() => mirin.processed.comments.add(0, 'good'), 'issue'],
      [() => mirin.processed.list({ cursor: 'x' }), 'cursor: expected'],
    ] as const) {
      const error = await rejection(wrong());
      expect(error).to.include({ code: 'MIRIN_REQUEST_INVALID' });
      expect(error.message).to.include(field);
    }
    expect(await mirin.processed.count()).to.equal(0);
    expect(await mirin.processed.comments.count(1)).to.equal(0);
  });
});
