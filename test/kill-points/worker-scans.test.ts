/** Workers that die one after the other at each point of its scans, probes and repairs: another goes on, and each death counts once. */

import { expect } from 'chai';
import { endChildren } from '../support/child.ts';
import { pointsFile, pointsIn, startDoomed } from '../support/doomed.ts';
import { dieInFullHouse, inFullHouse } from './dying-worker.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { chainsOf, stepsIn } from './steps.ts';
import { CHANCE_STEPS, LABEL_STEPS, REPEATED_STEPS, REQUEST_STEPS, SCAN_STEPS, SWEEP_STEPS } from './worker-steps.ts';

describe('a worker that scans, probes and repairs may die', () => {
  const ground = useGround();

  testSideBySide(ground, chainsOf(SCAN_STEPS), (points) => dieInFullHouse(ground, points));

  it('at no step that is not in these tables', async () => {
    const notesPoints = pointsFile();
    await inFullHouse(ground, async ({ flags }) => {
      startDoomed({ notesPoints }, 'test/programs/worker.js', [JSON.stringify(flags)]);
    });
    await endChildren();
    const tables = { ...REQUEST_STEPS, ...LABEL_STEPS, ...SWEEP_STEPS, ...SCAN_STEPS };
    const tested = [...Object.keys(tables), ...REPEATED_STEPS];
    const passed = stepsIn(pointsIn(notesPoints)).filter((step) => !CHANCE_STEPS.includes(step));
    expect(passed).to.have.members(tested);
  }).timeout(120_000);
});
