/** A worker that dies at each point of carrying out requests: another goes on, and each request has its one outcome. */

import { dieInFullHouse } from './dying-worker.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { pointsOf } from './steps.ts';
import { REQUEST_STEPS } from './worker-steps.ts';

describe('a worker that carries out requests may die', () => {
  const ground = useGround();

  testSideBySide(ground, pointsOf(REQUEST_STEPS), (at) => dieInFullHouse(ground, at));
});
