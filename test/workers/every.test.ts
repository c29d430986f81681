/** A repeated step is never run twice at once, survives its faults, and stops in bounded time. */

import { expect } from 'chai';
import { every, type Repeated } from '../../workers/every.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a repeated step', () => {
  let repeated: Repeated;
  afterEach(() => repeated.stop(0));

  it('runs at once, and again after a fault', async () => {
    let runs = 0;
    const faults: unknown[] = [];
    repeated = every(
      10,
      async () => {
        runs += 1;
        if (runs === 1) throw new Error('first');
      },
      (fault) => faults.push(fault),
    );
    expect(runs).to.equal(1);
    await waitFor('more runs', () => runs >= 3);
    expect(faults.map(String)).to.deep.equal(['Error: first']);
  });

  it('does not overlap with itself, and is waited for when it stops', async () => {
    let [atOnce, most, done] = [0, 0, 0];
    let finish: () => void = () => undefined;
    repeated = every(5, async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      atOnce -= 1;
      done += 1;
    });
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    await waitFor('several intervals to pass', () => ticks > 5);
    clearInterval(ticking);
    expect({ most, done }).to.deep.equal({ most: 1, done: 0 });
    const stopping = repeated.stop(60_000);
    finish();
    await stopping;
    expect(done).to.equal(1);
  });

  it('is not waited for longer than it may be', async () => {
    repeated = every(1_000, () => new Promise(() => undefined));
    const startedMs = performance.now();
    await repeated.stop(50);
    expect(performance.now() - startedMs).to.be.within(40, 2_000);
  });
});
