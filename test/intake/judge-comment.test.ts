/** Whose comments are work, and whose are not. */

import { expect } from 'chai';
import type { RecentComment } from '../../src/github/recent-comments.ts';
import { commentFault } from '../../src/intake/judge-comment.ts';

const AUTHORS = { ownLogin: 'poppo-machine', ignored: ['Noisy'] };

describe('a comment judged by the intake', () => {
  const fault = (over: Partial<RecentComment>) =>
    commentFault(
      { id: '1', issue: 7, body: 'Yes, do that.', author: 'alice', isByBot: false, createdAtMs: 0, ...over },
      AUTHORS,
    );

  it('is work where a person wrote it', () => {
    expect(fault({})).to.equal(undefined);
    expect(fault({ author: '' }), 'a person whose account is gone').to.equal(undefined);
  });

  it('is none where it bears the hidden marker, whoever wrote it', () => {
    expect(fault({ body: 'Repaired.\n<!-- mirin:repair:7:1 -->' })).to.equal('marked');
    expect(fault({ body: 'Done. <!--mirin-->' })).to.equal('marked');
    expect(fault({ body: 'What is <!-- mirinda -->?' })).to.equal(undefined);
  });

  it('is none where a bot, the own account or somebody ignored wrote it', () => {
    expect(fault({ author: 'dependabot[bot]', isByBot: true })).to.equal('bot');
    expect(fault({ author: 'Poppo-Machine' })).to.equal('own');
    expect(fault({ author: 'noisy' })).to.equal('ignored-author');
  });
});
