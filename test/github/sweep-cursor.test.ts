/** Where a sweep goes on: by GitHub's clock, with an overlap, and only past what was listed whole. */

import { expect } from 'chai';
import { advanced, type SweepCursor } from '../../src/github/sweep-cursor.ts';

const SINCE = '2026-01-01T10:00:00.000Z';
const AT = '2026-01-01T12:00:00.000Z';
const AT_LESS_OVERLAP = '2026-01-01T11:58:00.000Z';
const NOWHERE: SweepCursor = { generation: '0', since: SINCE, etag: 'old', page: '', startedAt: '' };
const PAGE = { next: '', at: AT, isEmpty: false, etag: 'new' };

describe('the cursor of a sweep', () => {
  it('moves to a little before the sweep began, when all is listed', () => {
    expect(advanced(NOWHERE, PAGE)).to.deep.equal({ ...NOWHERE, since: AT_LESS_OVERLAP, etag: '' });
  });

  it('stays while pages are left, and remembers when the first was answered', () => {
    const second = advanced(NOWHERE, { ...PAGE, next: 'page=2' });
    expect(second).to.deep.equal({ ...NOWHERE, etag: '', page: 'page=2', startedAt: AT });
    const third = advanced(second, { ...PAGE, next: 'page=3', at: 'later' });
    expect(third).to.deep.equal({ ...second, page: 'page=3' });
    expect(advanced(third, { ...PAGE, at: 'later still' })).to.deep.equal({
      ...NOWHERE,
      since: AT_LESS_OVERLAP,
      etag: '',
    });
  });

  it('stays where nothing was listed, so that the etag is of the same question', () => {
    expect(advanced(NOWHERE, { ...PAGE, isEmpty: true })).to.deep.equal({ ...NOWHERE, etag: 'new' });
  });

  it('moves past a last page that came out empty', () => {
    const second = { ...NOWHERE, etag: '', page: 'page=2', startedAt: AT };
    expect(advanced(second, { ...PAGE, isEmpty: true })).to.include({ since: AT_LESS_OVERLAP, page: '', etag: '' });
  });

  it('stays where GitHub does not say what time it is', () => {
    expect(advanced(NOWHERE, { ...PAGE, at: '' })).to.deep.equal({ ...NOWHERE, etag: '' });
  });
});
