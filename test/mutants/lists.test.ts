/** Holds the lists of mutants to the code: whoever changes a guard hears of its mutant in milliseconds, not in minutes. */

import path from 'node:path';
import { expect } from 'chai';
import { CUT_LISTS } from './lists/index.ts';
import { misfitOf } from './misfits.ts';
import { mutantsOf } from './mutant.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

describe('the lists of mutants', () => {
  const mutants = CUT_LISTS.flatMap(mutantsOf);

  it('find each guard once in its file, built as written, and name tests that there are', () => {
    const misfits = mutants.map((mutant) => [mutant.id, misfitOf(ROOT, mutant)]).filter(([, why]) => why !== undefined);
    expect(misfits).to.deep.equal([]);
  });

  it('call each mutant by a name of its own', () => {
    const ids = mutants.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.deep.equal([]);
  });
});
