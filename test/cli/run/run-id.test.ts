/** Tests of the mark in the environment of a guarded command. */

import { expect } from 'chai';
import { bearsMark, newRunId } from '../../../cli/run/run-id.ts';

describe('the run id', () => {
  it('marks an environment, wherever it stands in it', () => {
    const { id, mark } = newRunId({});
    expect(bearsMark(`MIRIN_RUN_ID=${mark}`, id)).to.equal(true);
    expect(bearsMark(`PATH=/bin\0MIRIN_RUN_ID=${mark}\0HOME=/`, id)).to.equal(true);
    expect(bearsMark(`sh -c true PATH=/bin MIRIN_RUN_ID=${mark} HOME=/`, id)).to.equal(true);
  });

  it('is not seen in other variables or other runs', () => {
    const { id, mark } = newRunId({});
    expect(bearsMark(`OLD_MIRIN_RUN_ID=${mark}\0NOTE=${id}`, id)).to.equal(false);
    expect(bearsMark(`MIRIN_RUN_ID=${newRunId({}).mark}`, id)).to.equal(false);
  });

  it('names the runs around this one too, but not the other way round', () => {
    const outer = newRunId({});
    const inner = newRunId({ MIRIN_RUN_ID: outer.mark });
    expect(bearsMark(`MIRIN_RUN_ID=${inner.mark}`, outer.id)).to.equal(true);
    expect(bearsMark(`MIRIN_RUN_ID=${outer.mark}`, inner.id)).to.equal(false);
  });
});
