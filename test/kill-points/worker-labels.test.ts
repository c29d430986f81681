/** Workers that die one after the other at each point of its label passes and sweeps: another goes on, and the labels come to show the state. */

import { dieInFullHouse } from './dying-worker.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { chainsOf } from './steps.ts';
import { LABEL_STEPS, SWEEP_STEPS } from './worker-steps.ts';

describe('a worker that brings labels in line may die', () => {
  const ground = useGround();

  testSideBySide(ground, chainsOf({ ...LABEL_STEPS, ...SWEEP_STEPS }), (points) => dieInFullHouse(ground, points));
});
