/** Tests of the plans: a seed decides them whole, so that a failure can be seen again. */

import { expect } from 'chai';
import { type FaultOptions, planFaults } from './fault-plan.ts';
import { planHistory } from './plan.ts';

const LENGTH_MS = 17_000;
const FAULTS: FaultOptions = { lengthMs: LENGTH_MS, crews: 4, workers: 2, ttlMs: 10_000, restarts: false };
const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

describe('the plan of a history', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planHistory(7, LENGTH_MS)).to.deep.equal(planHistory(7, LENGTH_MS));
    expect(planHistory(7, LENGTH_MS)).to.not.deep.equal(planHistory(8, LENGTH_MS));
  });

  it('lies within its time, in order', () => {
    const plans = SEEDS.flatMap((seed) => planHistory(seed, LENGTH_MS));
    for (const { steps } of plans) {
      const moments = steps.map(({ atMs }) => atMs);
      expect(moments).to.deep.equal(moments.toSorted((a, b) => a - b));
      expect(moments.at(-1)).to.be.within(0, LENGTH_MS);
    }
  });

  it('has clients of every kind, and everything that a client can do', () => {
    const plans = SEEDS.flatMap((seed) => planHistory(seed, LENGTH_MS));
    expect(new Set(plans.map(({ kind }) => kind))).to.have.all.keys('full', 'bare', 'shell');
    const deeds = new Set(plans.flatMap(({ steps }) => steps.map((step) => step.do)));
    expect(deeds.size).to.equal(15);
  });
});

describe('the plan of a wave’s faults', () => {
  it('is the same for the same seed too', () => {
    expect(planFaults(7, FAULTS)).to.deep.equal(planFaults(7, FAULTS));
    expect(planFaults(7, FAULTS)).to.not.deep.equal(planFaults(9, FAULTS));
  });

  it('has one silence of Redis that outlasts leases in every other wave, and nobody killed in it', () => {
    const silences = SEEDS.map((seed) => {
      const faults = planFaults(seed, FAULTS);
      const [silence] = faults.filter((fault) => fault.do === 'pause-redis' && fault.forMs >= FAULTS.ttlMs);
      const { atMs: fromMs = 0 } = silence ?? {};
      const meanwhile = faults.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + FAULTS.ttlMs);
      if (silence !== undefined) expect(meanwhile.map((fault) => fault.do)).to.deep.equal(['pause-redis']);
      return silence;
    });
    expect(silences.map((silence) => silence !== undefined)).to.deep.equal(SEEDS.map((seed) => seed % 2 === 1));
  });

  it('kills Redis only where its data are safe', () => {
    const kills = (restarts: boolean): unknown[] =>
      SEEDS.flatMap((seed) => planFaults(seed, { ...FAULTS, restarts })).filter(
        (fault) => fault.do === 'restart-redis',
      );
    expect(kills(false)).to.deep.equal([]);
    expect(kills(true)).to.not.deep.equal([]);
  });
});
