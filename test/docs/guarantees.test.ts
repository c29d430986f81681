/** Holds docs/guarantees.md to the tests and files that it names. */

import { expect } from 'chai';
import { readRepositoryFile } from '../architecture/sources.ts';
import { exists, readPage } from './pages.ts';

/** A line that names a test: its file and its title. */
const NAMED_TEST = /^- `(test\/[\w./-]+)`: "(.+)"$/gm;

/** As a source may quote it. */
const isTitleIn = (source: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) => source.includes(`it(${quote}${title}${quote}`));

describe('docs/guarantees.md', () => {
  const { text } = readPage('docs/guarantees.md');
  const promises = text.split(/^## /m).filter((section) => /^\d\. /.test(section));

  it('names tests for each of its nine promises', () => {
    expect(promises).to.have.lengthOf(9);
    const bare = promises.filter((section) => !new RegExp(NAMED_TEST.source, 'm').test(section));
    expect(bare.map((section) => section.split('\n')[0])).to.deep.equal([]);
  });

  it('names only tests that exist', () => {
    const missing = [...text.matchAll(NAMED_TEST)].filter(
      ([, file = '', title = '']) => !exists(file) || !isTitleIn(readRepositoryFile(file), title),
    );
    expect(missing.map(([line]) => line)).to.deep.equal([]);
  });

  it('lists its tests in the form that this test reads', () => {
    const lines = text.split('\n').filter((line) => /^- `test\//.test(line));
    expect(lines).to.have.lengthOf([...text.matchAll(NAMED_TEST)].length);
  });
});
