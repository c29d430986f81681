/** Tests of the two clocks of trust. */

import { expect } from 'chai';
import { isOver, trustFor } from '../../../cli/run/trust.ts';

describe('trust', () => {
  it('lasts for the time that it was given', () => {
    expect(isOver(trustFor(60_000))).to.equal(false);
    expect(isOver(trustFor(0))).to.equal(true);
  });

  it('is over when the wall clock says so, as after a night of the laptop', () => {
    expect(isOver({ ...trustFor(60_000), wallMs: Date.now() - 1 })).to.equal(true);
  });

  it('is over when the monotonic clock says so, as after a wall clock set back', () => {
    expect(isOver({ ...trustFor(-1), wallMs: Date.now() + 60_000 })).to.equal(true);
  });

  it('refuses a time that is no number', () => {
    expect(() => trustFor(Number.NaN)).to.throw(RangeError, 'expected a finite number of ms, got NaN');
    expect(() => trustFor(Infinity)).to.throw(RangeError);
  });
});
