/** Holds docs/states.md to the statuses and to the scripts that write them. */

import { expect } from 'chai';
import { STATUSES } from '../../queues/values.ts';
import { sourcesWith } from '../architecture/sources.ts';
import { codeIn, readPage, tableRows } from './pages.ts';

/** The functions by which a script moves an issue to another status. */
const MOVES = /\b(change_status|begin_lease|end_lease|undo_lease)\(/;

describe('docs/states.md', () => {
  const rows = tableRows(readPage('docs/states.md'));

  it('says of every status what it means', () => {
    const explained = rows.filter(({ length }) => length === 2).flatMap(([first = '']) => codeIn(first));
    expect(explained).to.deep.equal([...STATUSES]);
  });

  it('has a column for every status', () => {
    const head = rows.find(({ length }) => length > STATUSES.length) ?? [];
    expect(head.flatMap(codeIn)).to.have.members([...STATUSES]);
  });

  it('has a row for every script that changes a status', () => {
    const scripts = sourcesWith('.lua').filter(({ path, text }) => !path.includes('/includes/') && MOVES.test(text));
    const names = scripts.map(({ path }) => path.slice(path.lastIndexOf('/') + 1, -'.lua'.length));
    expect(names).to.include('checkout');
    const listed = rows.filter(({ length }) => length > STATUSES.length).flatMap(([first = '']) => codeIn(first));
    expect(names.filter((name) => !listed.includes(name))).to.deep.equal([]);
  });
});
