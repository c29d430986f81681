/** Plays two thousand histories with more faults, Redis killed and started again among them, and has each checked. */

import { expect } from 'chai';
import { runCampaign } from '../history/campaign.ts';
import { campaignSeed, historiesOr } from '../history/seed.ts';
import { endChildren } from '../support/child.ts';

const HISTORIES = historiesOr(2_000);

describe('a long campaign', function () {
  this.timeout(3 * 3_600_000);
  afterEach(endChildren);

  it('of thousands of histories keeps every promise', async () => {
    const seed = campaignSeed();
    const startedMs = performance.now();
    // oxlint-disable-next-line no-console
    const say = (what: string): void =>
      console.log(`${Math.round((performance.now() - startedMs) / 1_000)} s: ${what}`);
    say(`seed ${seed}, ${HISTORIES} histories`);
    const figures = await runCampaign({
      seed,
      histories: HISTORIES,
      restarts: true,
      onWave: ({ histories, violations }) => say(`${histories} histories, ${violations.length} violations`),
    });
    say(`seed ${seed}\n${String(figures)}`);
    expect(figures.violations).to.deep.equal([]);
    expect(figures.histories).to.equal(HISTORIES);
  });
});
