/** Holds the Lua scripts to their form: each has its typed wrapper beside it, and names instead of positions in it. */

import { expect } from 'chai';
import { sourcesWith } from './sources.ts';

/** A positional key or argument in the body; a comment may speak of them. */
const POSITIONAL = /^(?!\s*--).*\b(KEYS|ARGV)\s*\[/m;

/** The script that a wrapper declares. */
const DECLARED = /defineScript\(new URL\('\.\/([\w-]+)\.lua'/g;

describe('the Lua scripts', () => {
  const scripts = sourcesWith('.lua').filter(({ path }) => path.startsWith('src/'));
  const transitions = scripts.filter(({ path }) => !path.includes('/includes/'));
  const wrappers = sourcesWith('.ts').filter(({ path }) => path.startsWith('src/'));

  it('lie in src/transitions', () => {
    expect(transitions).to.not.be.empty;
    expect(scripts.filter(({ path }) => !path.startsWith('src/transitions/')).map(({ path }) => path)).to.be.empty;
  });

  it('each have a typed wrapper of the same name, which declares them and no other', () => {
    const declared = wrappers.flatMap(({ path, text }) =>
      [...text.matchAll(DECLARED)].map(([, name = '']) => `${path} declares ${name}.lua`),
    );
    const wanted = transitions.map(({ path }) => {
      const stem = path.slice(0, -'.lua'.length);
      return `${stem}.ts declares ${stem.slice(stem.lastIndexOf('/') + 1)}.lua`;
    });
    expect(declared).to.have.members(wanted);
  });

  it('name their keys and arguments, and never count them', () => {
    expect(scripts.filter(({ text }) => POSITIONAL.test(text)).map(({ path }) => path)).to.deep.equal([]);
  });
});
