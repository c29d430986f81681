/** Holds the titles of all tests: each is there once, and says what is, not what should be. */

import { expect } from 'chai';
import { sourcesWith, type SourceFile } from './sources.ts';

/** A suite or a test, at the depth that the formatter gave it. */
const TITLE = /^( *)(describe|it)\(\s*(['"`])((?:\\.|(?!\3)[^\\])*)\3/gm;

/** The full titles of a file's tests, as mocha prints them, save that templates are not filled in. */
function titlesOf({ text }: Pick<SourceFile, 'text'>): string[] {
  const suites: { depth: number; title: string }[] = [];
  const titles: string[] = [];
  for (const [, indent = '', kind, , title = ''] of text.matchAll(TITLE)) {
    while ((suites.at(-1)?.depth ?? -1) >= indent.length) suites.pop();
    if (kind === 'describe') suites.push({ depth: indent.length, title });
    else titles.push([...suites.map((suite) => suite.title), title].join(' '));
  }
  return titles;
}

describe('the titles of tests', () => {
  const titles = sourcesWith('.test.ts').flatMap(titlesOf);

  it('are each there once in the whole suite', () => {
    expect(titles).to.include('the titles of tests are each there once in the whole suite');
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).to.deep.equal([]);
  });

  it('are plain sentences that say what is', () => {
    expect(titles.filter((title) => /\bshould\b/i.test(title))).to.deep.equal([]);
  });

  it('are read with the suites around them', () => {
    const text = [
      "describe('a', () => {",
      "  describe('b', () => {",
      "    it('c');",
      '  });',
      "  it('d');",
      '});',
    ].join('\n');
    expect(titlesOf({ text })).to.deep.equal(['a b c', 'a d']);
  });
});
