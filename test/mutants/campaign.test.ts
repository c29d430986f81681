/** The mutants' own runner, on a product of three lines: what is noticed, what is not, and what is no mutant at all. */

import { expect } from 'chai';
import { tempFolder } from '../support/temp-folder.ts';
import { judgeMutants } from './campaign.ts';
import type { Mutant } from './mutant.ts';
import { isAllNoticed, lineOf } from './report.ts';
import { runTestFile } from './run-test-file.ts';
import { type Verdict, verdictOf } from './verdict.ts';

const PRODUCT = `export function half(number) {
  if (number < 0) return 0;
  if (number > 100)
      throw new Error('too large');
  return number / 2;
}
`;

const MOCHA_TEST = `import assert from "node:assert";
import { half } from "../src/half.js";
it('halves', () => assert.equal(half(4), 2));
it('halves nothing below 0', () => assert.equal(half(-4), 0));
`;

const HALF: Mutant = {
  id: 'below-0',
  file: 'src/half.ts',
  guard: 'nothing below 0 is halved',
  find: 'if (number < 0) return 0;',
  replace: '',
  tests: ['half'],
};

describe('the runner of mutants', function () {
  this.timeout(60_000);

  const product = (): string =>
    tempFolder({
      'package.json': { type: 'module' },
      'src/half.ts': PRODUCT,
      'dist/src/half.js': PRODUCT,
      'dist/test/half.test.js': MOCHA_TEST,
      'dist/test/endless.test.js': "it('never ends', () => { for (;;); });",
      'dist/test/red.test.js': "it('is red', () => { throw new Error('as ever'); });",
    });

  const judge = async (mutants: readonly Mutant[]): Promise<Record<string, Verdict>> => {
    const byId: Record<string, Verdict> = {};
    const onVerdict = ({ id }: Mutant, verdict: Verdict): void => void (byId[id] = verdict);
    await judgeMutants({ root: product(), mutants, limitMs: 60_000, onVerdict });
    return byId;
  };

  it('tells which mutants are noticed, by which test, and which are not', async () => {
    const verdicts = await judge([
      HALF,
      { ...HALF, id: 'above-100', find: "if (number > 100) throw new Error('too large');" },
      { ...HALF, id: 'no-program', find: 'return number / 2;', replace: 'return number /;' },
      { ...HALF, id: 'unknown-name', find: 'number / 2', replace: 'nobody / 2' },
    ]);
    expect(verdicts['below-0']).to.deep.equal({ verdict: 'noticed', by: 'halves nothing below 0' });
    expect(verdicts['above-100']).to.deep.equal({ verdict: 'not-noticed' });
    expect(verdicts['no-program']).to.include({ verdict: 'no-mutant' });
    expect(verdicts['unknown-name']).to.include({ verdict: 'no-mutant' });
  });

  it('ends a test that never ends', async () => {
    const run = await runTestFile(product(), 'endless', 500);
    expect(run).to.deep.equal({ end: 'hung' });
    expect(verdictOf('endless', run)).to.deep.equal({ verdict: 'noticed-by-hanging', by: 'endless' });
  });

  it('makes no mutant of a text that is not there, or there twice, or noticed by no test that there is', async () => {
    const verdicts = await judge([
      { ...HALF, id: 'lost', find: 'if (number < 1)' },
      { ...HALF, id: 'twice', find: 'number' },
      { ...HALF, id: 'no-test', tests: ['nobody'] },
      { ...HALF, id: 'red-test', tests: ['red'] },
    ]);
    expect(verdicts).to.deep.equal({
      lost: { verdict: 'no-mutant', why: 'src/half.ts has no such text: "if (number < 1)"' },
      twice: { verdict: 'no-mutant', why: 'src/half.ts has this text 4 times: "number"' },
      'no-test': { verdict: 'no-mutant', why: 'there is no test nobody' },
      'red-test': { verdict: 'no-mutant', why: 'without it fails: is red' },
    });
  });

  it('is content only where every mutant was noticed', () => {
    const noticed: Verdict = { verdict: 'noticed', by: 'a test' };
    expect(isAllNoticed([noticed, { verdict: 'noticed-by-hanging', by: 'another' }])).to.equal(true);
    expect(isAllNoticed([noticed, { verdict: 'not-noticed' }])).to.equal(false);
    expect(isAllNoticed([noticed, { verdict: 'no-mutant', why: 'it is lost' }])).to.equal(false);
    expect(isAllNoticed([])).to.equal(false);
    const line = 'NOT NOTICED  below-0 (src/half.ts): nothing below 0 is halved';
    expect(lineOf(HALF, { verdict: 'not-noticed' })).to.equal(line);
  });
});
