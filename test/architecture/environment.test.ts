/** Holds the environment to one place: only src/configuration/ reads it, so that every setting is checked and documented. */

import { expect } from 'chai';
import { importsOf, sourcesWith, withoutComments, type SourceFile } from './sources.ts';

const READERS = /^(src\/configuration|test|bench)\//;

/** Also by destructuring `process`, or by importing it. */
const READS = /\bprocess\s*\??\.\s*env\b|\benv\b[^;=]*\}\s*=\s*process\b|\bprocess\[/;

const readsEnvironment = (file: Pick<SourceFile, 'text'>): boolean =>
  READS.test(withoutComments(file.text)) || importsOf(file).some((target) => /^(node:)?process$/.test(target));

describe('the environment', () => {
  it('is read in the configuration only', () => {
    const readers = sourcesWith('.ts').filter((file) => !READERS.test(file.path) && readsEnvironment(file));
    expect(readers.map(({ path }) => path)).to.deep.equal([]);
  });

  it('is seen to be read in every way of writing it', () => {
    const ways = [
      'process.env.HOME',
      'const { env } = process;',
      "process['env']",
      "import { env } from 'node:process';",
    ];
    expect(ways.filter((text) => !readsEnvironment({ text }))).to.deep.equal([]);
    expect(readsEnvironment({ text: '/** such as process.env.REDIS_URL */' })).to.equal(false);
  });
});
