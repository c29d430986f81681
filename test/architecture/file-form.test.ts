/** Holds the form of every source file: its name says its one job, and its first line says it in a sentence. */

import { expect } from 'chai';
import { sourcesWith } from './sources.ts';

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|long))?\.[a-z]+$/;

/** Names that say nothing, and draw everything. */
const SAYS_NOTHING = /(^|-)(utils?|helpers?|commons?|managers?|misc)(-|\.)/;

/** A comment whose first line is a sentence or, before a longer text, the beginning of one. */
const OPENINGS: Readonly<Record<string, RegExp>> = {
  '.ts': /^(?:#!.*\n)?(?:\/\*\* \S.*[.:;?!]\)? \*\/\n|\/\*\*\n \* \S)/,
  '.lua': /^-- \S.*\S\n/,
  '.sh': /^#!\/bin\/sh\n# \S.*\S\n/,
};

describe('every source file', () => {
  const files = Object.keys(OPENINGS).flatMap((ending) => sourcesWith(ending));

  it('has a name in kebab-case', () => {
    expect(files.map(nameOf).filter((name) => !KEBAB_CASE.test(name))).to.deep.equal([]);
  });

  it('has a name that says what is in it', () => {
    expect(files.filter((file) => SAYS_NOTHING.test(nameOf(file))).map(({ path }) => path)).to.deep.equal([]);
  });

  it('opens with a sentence that says its one job', () => {
    const silent = files.filter(({ path, text }) => !OPENINGS[path.slice(path.lastIndexOf('.'))]?.test(text));
    expect(silent.map(({ path }) => path)).to.deep.equal([]);
  });
});

function nameOf({ path }: { path: string }): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
