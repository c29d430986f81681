/** Plays a hundred histories while processes, connections and Redis itself fail, and has each of them checked. */

import { expect } from 'chai';
import { endChildren } from '../support/child.ts';
import { runCampaign } from './campaign.ts';
import { campaignSeed, historiesOr } from './seed.ts';

const HISTORIES = historiesOr(100);

describe('recorded histories', function () {
  // Two minutes at most on two free cores; a machine with other work takes as long as it takes.
  this.timeout(900_000);
  afterEach(endChildren);

  it('of many clients under faults keep every promise', async () => {
    const seed = campaignSeed();
    const figures = await runCampaign({ seed, histories: HISTORIES, restarts: false });
    expect(figures.violations, `seed ${seed}\n${String(figures)}`).to.deep.equal([]);
    expect(figures.histories).to.equal(HISTORIES);
    expect(figures.leases['checkout.granted'] ?? 0, `seed ${seed}\n${String(figures)}`).to.be.above(HISTORIES);
    expect(figures.fromDeathMs.length, `seed ${seed}\n${String(figures)}`).to.be.above(HISTORIES / 4);
  });
});
