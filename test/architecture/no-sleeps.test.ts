/** Holds the tests to waiting for facts: none of them sleeps, is repeated until it passes, or is left out on purpose. */

import { expect } from 'chai';
import { importsOf, sourcesWith, withoutComments, type SourceFile } from './sources.ts';

/** A timer that is awaited: `await new Promise((resolve) => setTimeout(resolve, 100))` in its forms. */
const AWAITED_TIMER = /new Promise(<[^;]*?>)?\(\s*\(?\w*\)?\s*=>\s*\{?\s*(return |void )?setTimeout\b/;

const sleeps = (file: Pick<SourceFile, 'text'>): boolean =>
  AWAITED_TIMER.test(withoutComments(file.text)) || importsOf(file).includes('node:timers/promises');

describe('the tests', () => {
  const files = sourcesWith('.ts').filter(({ path }) => path.startsWith('test/') && !path.startsWith('test/support/'));

  it('wait for facts and never just for time', () => {
    expect(files.filter(sleeps).map(({ path }) => path)).to.deep.equal([]);
  });

  it('would be found out if they slept', () => {
    const timer = 'setTimeout';
    const ways = [
      `await new Promise((resolve) => ${timer}(resolve, 100));`,
      `await new Promise<void>((done) => { ${timer}(done, 100); });`,
      "import { setTimeout as delay } from 'node:timers/promises';",
    ];
    expect(ways.filter((text) => !sleeps({ text }))).to.deep.equal([]);
    expect(sleeps({ text: 'setTimeout(() => process.exit(), 60_000);' })).to.equal(false);
  });

  it('are not tried again until they pass', () => {
    const retrying = files.filter(({ text }) => /\bthis\.retries\(/.test(text));
    expect(retrying.map(({ path }) => path)).to.deep.equal([]);
  });
});
