/** Workers that die one after the other at each point of carrying out requests: another goes on, and each request has its one outcome. */

import { dieInFullHouse } from './dying-worker.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { chainsOf } from './steps.ts';
import { REQUEST_STEPS } from './worker-steps.ts';

describe('a worker that carries out requests may die', () => {
  const ground = useGround();

  testSideBySide(ground, chainsOf(REQUEST_STEPS), (points) => dieInFullHouse(ground, points));
});
