/** Holds docs/errors.md to the error codes and exit codes that exist. */

import { expect } from 'chai';
import { EXIT } from '../../cli/exit-codes.ts';
import { ERROR_CODES } from '../../queues/error-codes.ts';
import { readRepositoryFile } from './sources.ts';

describe('docs/errors.md', () => {
  const page = readRepositoryFile('docs/errors.md');
  const sections = page.split(/^## /m).slice(1);
  const codeSections = sections.filter((section) => section.startsWith('`MIRIN_'));

  it('has a heading for each error code, in their order, and for no other', () => {
    const headings = codeSections.map((section) => /^`(\w+)`\n/.exec(section)?.[1]);
    expect(headings).to.deep.equal([...ERROR_CODES]);
  });

  it('says of each code what it means, when it comes and what to do', () => {
    const incomplete = codeSections.filter(
      (section) => !/^\*\*Means:\*\* .+^\*\*When:\*\* .+^\*\*Do:\*\* .+/ms.test(section),
    );
    expect(incomplete).to.deep.equal([]);
  });

  it('lists the exit codes of the command', () => {
    const listed = [...page.matchAll(/^\| `(\d+)` +\|/gm)].map(([, code]) => Number(code));
    expect(listed).to.deep.equal(Object.values(EXIT));
  });
});
